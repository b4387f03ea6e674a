package hyperpod.rig.sandbox.it;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What the result topic tells, from the moment of the subscription on, in a queue of its own. */
final class Notifications {

    private static final int LOOKS = 5;
    private static final int SECONDS = 2;

    private final SqsClient sqs;
    private final String queue;

    Notifications(LocalStack stack, String queueName) {
        sqs = stack.client(SqsClient.builder());
        queue = sqs.createQueue(r -> r.queueName(queueName)).queueUrl();
        String arn = sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes().get(QueueAttributeName.QUEUE_ARN);
        String topicSends = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
                 "Action": "sqs:SendMessage", "Resource": "%s"}]}""".formatted(arn);
        sqs.setQueueAttributes(r -> r.queueUrl(queue).attributes(Map.of(QueueAttributeName.POLICY, topicSends)));
        stack.client(SnsClient.builder()).subscribe(r -> r.topicArn(stack.output("ResultTopicArn")).protocol("sqs").endpoint(arn));
    }

    /** What was told and not yet received, a line a message; waits a little for a text. */
    String receive(String text) {
        StringBuilder bodies = new StringBuilder();
        for (int look = 0; look < LOOKS && bodies.indexOf(text) < 0; look++) {
            receive().forEach(message -> bodies.append(message.body()).append('\n'));
        }
        return bodies.toString();
    }

    private List<Message> receive() {
        List<Message> messages = sqs.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(SECONDS).maxNumberOfMessages(10)).messages();
        messages.forEach(message -> sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle(message.receiptHandle())));
        return messages;
    }
}
