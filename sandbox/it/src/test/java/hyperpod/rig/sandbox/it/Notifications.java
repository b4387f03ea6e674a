package hyperpod.rig.sandbox.it;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What the result topic says, from the moment of the subscription on, in a queue of its own. */
final class Notifications {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int SECONDS = 2;

    private final SqsClient sqs;
    private final String queue;

    Notifications(LocalStack stack, String queueName) {
        sqs = stack.client(SqsClient.builder());
        queue = sqs.createQueue(r -> r.queueName(queueName)).queueUrl();
        String arn = sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        String topicSends = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
                 "Action": "sqs:SendMessage", "Resource": "%s"}]}""".formatted(arn);
        sqs.setQueueAttributes(r -> r.queueUrl(queue).attributes(Map.of(QueueAttributeName.POLICY, topicSends)));
        stack.client(SnsClient.builder())
                .subscribe(r -> r.topicArn(stack.output("ResultTopicArn"))
                        .protocol("sqs")
                        .endpoint(arn));
    }

    /**
     * What was reported and not yet received, a line a message, up to the first one that holds a text; waits for that.
     */
    String receive(String text) {
        StringBuilder bodies = new StringBuilder();
        Awaitility.await("a message with " + text)
                .pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .until(() -> {
                    receive().forEach(message -> bodies.append(message.body()).append('\n'));
                    return bodies.indexOf(text) >= 0;
                });
        return bodies.toString();
    }

    private List<Message> receive() {
        List<Message> messages = sqs.receiveMessage(
                        r -> r.queueUrl(queue).waitTimeSeconds(SECONDS).maxNumberOfMessages(10))
                .messages();
        messages.forEach(message -> sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle(message.receiptHandle())));
        return messages;
    }
}
