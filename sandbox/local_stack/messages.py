"""The notifications of the result topic: a queue of the stack's own keeps every one, and looking at them takes none away."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from local_stack import web
from local_stack.clients import Clients
from local_stack.stack import Stack

QUEUE = "messages-to-people"
# The sentences of a notification and its JSON.
BETWEEN = "\n\n"


@dataclass(frozen=True)
class Message:
    """A notification of SNS.

    Attributes:
        time: when it was published, ISO 8601
        subject: empty if it has none
        body: the whole text: sentences for people, an empty line and JSON; of AWS's own services JSON alone
    """

    time: str
    subject: str
    body: str

    @property
    def sentences(self) -> str:
        """What stands before the JSON; empty if nothing does."""
        return "" if self._json else self.body.partition(BETWEEN)[0]

    @property
    def content(self) -> Any:
        """The JSON; the body itself if it has none."""
        try:
            return json.loads(self.body if self._json else self.body.partition(BETWEEN)[2])
        except json.JSONDecodeError:
            return self.body

    @property
    def _json(self) -> bool:
        return self.body.lstrip().startswith(("{", "["))


def subscribe(clients: Clients, topic: str) -> str:
    """Has a queue receive what is published to the topic from now on; returns the queue's address."""
    queue: str = clients.sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
    arn = clients.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic_sends = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": arn,
                "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
            }
        ],
    }
    clients.sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(topic_sends)})
    clients.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return queue


def received(stack: Stack) -> list[Message]:
    """All messages, oldest first, by MiniStack's own view of its queues: a receiver would hide them from the next one."""
    facts = stack.facts()
    shown = web.ask("GET", f"{facts['endpoints']['aws']}/_ministack/sqs/messages")["messages"]
    envelopes = [json.loads(message["Body"]) for message in _of_queue(shown, facts["messages"].rpartition("/")[2])]
    return sorted(
        (Message(envelope["Timestamp"], envelope.get("Subject") or "", envelope["Message"]) for envelope in envelopes),
        key=lambda message: message.time,
    )


def _of_queue(shown: dict[str, dict[str, dict[str, list[dict[str, Any]]]]], name: str) -> Iterator[dict[str, Any]]:
    """The view is by account, Region and queue address."""
    for regions in shown.values():
        for queues in regions.values():
            for address, messages in queues.items():
                if address.rpartition("/")[2] == name:
                    yield from messages
