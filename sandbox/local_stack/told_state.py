"""What the API tells of a cluster, beside what is."""

from local_stack import api
from local_stack.executions import POLL_SECONDS
from local_stack.stack import Stack
from local_stack.waiting import wait_for

# What the rule for executions that failed starts may still run, and find nothing to do.
PATIENCE_SECONDS = 20.0
STANDS, REMAINS, GONE = "STANDS", "REMAINS", "GONE"


def wanted(*, exists: bool, counted_on: bool) -> str:
    """The state that is true when nothing is going on any more."""
    if not exists:
        return GONE
    return STANDS if counted_on else REMAINS


def told(stack: Stack, cluster_name: str, true: str) -> str:
    """The state that `GET /clusters/{clusterName}` tells, once it is the true one or patience has ended; of an unknown name the status."""
    answers: list[str] = []

    def is_true() -> bool:
        status, answer = api.call(stack, "GET", f"/clusters/{cluster_name}")
        # A request that was refused before it was read is not in the ledger.
        answers.append(GONE if status == 404 else str(answer.get("state", status)))
        return answers[-1] == true

    wait_for(is_true, seconds=PATIENCE_SECONDS, every=POLL_SECONDS)
    return answers[-1]
