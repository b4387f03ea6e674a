package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What services do by themselves is allowed by roles, topics, queues and keys as AWS would allow it. */
@ExtendWith(LocalStack.Resolver.class)
class ServicePermissionsIT {

    private static final String ACCOUNT = "000000000000";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String id = "services-" + UUID.randomUUID().toString().substring(0, 8);
    private final LocalStack stack;
    private final IamClient iam;
    private final SqsClient sqs;
    private final EventBridgeClient events;

    ServicePermissionsIT(LocalStack stack) {
        this.stack = stack;
        iam = stack.client(IamClient.builder());
        sqs = stack.client(SqsClient.builder());
        events = stack.client(EventBridgeClient.builder());
    }

    /** What the engine forgot at deployment would not be judged. */
    @Test
    void theEngineKeepsWhatTheTemplateSays() {
        String key = stack.client(SnsClient.builder())
                .getTopicAttributes(r -> r.topicArn(stack.output("ResultTopicArn")))
                .attributes()
                .get("KmsMasterKeyId");
        assertThat(key).isNotEmpty();
        assertThat(stack.client(S3Client.builder().forcePathStyle(true))
                        .getBucketEncryption(r -> r.bucket(stack.output("EvidenceBucketName")))
                        .serverSideEncryptionConfiguration()
                        .rules()
                        .getFirst()
                        .applyServerSideEncryptionByDefault()
                        .kmsMasterKeyID())
                .endsWith(key);
        assertThat(events.listRules(r -> r.namePrefix(stack.application())).rules())
                .hasSizeGreaterThan(4)
                .flatExtracting(rule ->
                        events.listTargetsByRule(r -> r.rule(rule.name())).targets())
                .allSatisfy(
                        target -> assertThat(target.deadLetterConfig().arn()).contains(":sqs:"))
                .filteredOn(target -> target.arn().contains(":states:"))
                .hasSize(2)
                .allSatisfy(target -> assertThat(target.roleArn()).contains(":role/"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            states.amazonaws.com | lambda:InvokeFunction  | other  | Lambda.AWSLambdaException | because no identity-based policy allows the lambda:InvokeFunction action
            states.amazonaws.com | lambda:GetFunction     | called | Lambda.AWSLambdaException | is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda
            lambda.amazonaws.com | lambda:InvokeFunction  | called | Lambda.AWSLambdaException | states.amazonaws.com is not authorized to perform: sts:AssumeRole""")
    void aTaskNeedsTheMachinesRole(String trusted, String action, String function, String error, String cause) {
        String called = functionArn();
        String granted = function.equals("called") ? called : called + "-other";
        DescribeExecutionResponse ended = execution(role(trusted, action, granted), """
                {"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "%s", "End": true}}}""".formatted(called));
        assertThat(ended.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(ended.error()).isEqualTo(error);
        assertThat(ended.cause()).contains(cause);
    }

    @Test
    void aMetricIsPutIntoTheNamespaceOfTheGrantAlone() {
        String role = role("states.amazonaws.com", "cloudwatch:PutMetricData", "*", """
                , "Condition": {"StringEquals": {"cloudwatch:namespace": "Mine"}}""");
        String task = """
                {"StartAt": "Put", "States": {"Put": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:cloudwatch:putMetricData", "End": true,
                 "Parameters": {"Namespace": "%s", "MetricData": [{"MetricName": "M", "Value": 1}]}}}}""";
        assertThat(execution(role, task.formatted("Mine")).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(execution(role, task.formatted("Others")).cause())
                .contains("cloudwatch:PutMetricData on resource: *");
    }

    private DescribeExecutionResponse execution(String role, String definition) {
        SfnClient states = stack.client(SfnClient.builder());
        String machine = states.createStateMachine(
                        r -> r.name(id + "-" + UUID.randomUUID()).roleArn(role).definition(definition))
                .stateMachineArn();
        return new Executions(stack)
                .awaitEnd(states.startExecution(r -> r.stateMachineArn(machine)).executionArn());
    }

    /**
     * A key of the queue that EventBridge may use only for a source that it does not name stops what the queue would
     * take.
     */
    @ParameterizedTest
    @CsvSource({"'', true", "'aws:SourceAccount', false"})
    void eventBridgeUsesAKeyThatAsksForNoSource(String condition, boolean delivered) {
        String key = key("events.amazonaws.com", condition);
        String target = queue("target", "events.amazonaws.com", Map.of(QueueAttributeName.KMS_MASTER_KEY_ID, key));
        String undelivered = queue("undelivered", "events.amazonaws.com", Map.of());
        deliver(undelivered, to -> to.arn(arn(target)));
        assertThat(received(delivered ? target : undelivered)).contains(id);
        assertThat(now(delivered ? undelivered : target)).isEmpty();
    }

    @Test
    void aQueueTakesFromWhomItsPolicyNames() {
        String target = queue("target", "s3.amazonaws.com", Map.of());
        String undelivered = queue("undelivered", "events.amazonaws.com", Map.of());
        deliver(undelivered, to -> to.arn(arn(target)));
        assertThat(received(undelivered)).contains(id);
        assertThat(now(target)).isEmpty();
    }

    @Test
    void aTopicTakesFromTheRuleThatItsPolicyNames() {
        SnsClient sns = stack.client(SnsClient.builder());
        String topic = sns.createTopic(r -> r.name(id)).topicArn();
        String undelivered = queue("undelivered", "events.amazonaws.com", Map.of());
        sns.setTopicAttributes(
                r -> r.topicArn(topic).attributeName("Policy").attributeValue("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
                 "Action": "sns:Publish", "Resource": "%s", "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:events:us-east-1:%s:rule/other"}}}]}""".formatted(topic, ACCOUNT)));
        deliver(undelivered, to -> to.arn(topic));
        assertThat(received(undelivered)).contains(id);
    }

    @Test
    void aFunctionIsCalledByTheRuleThatItsPolicyNames() {
        String undelivered = queue("undelivered", "events.amazonaws.com", Map.of());
        deliver(undelivered, to -> to.arn(functionArn()));
        assertThat(received(undelivered)).contains(id);
    }

    @ParameterizedTest
    @CsvSource({"events.amazonaws.com, other", "scheduler.amazonaws.com, provision"})
    void aStateMachineIsStartedByARoleThatMay(String trusted, String granted) {
        String provision = stack.output("ProvisionStateMachineArn");
        String role =
                role(trusted, "states:StartExecution", granted.equals("provision") ? provision : provision + "-other");
        String undelivered = queue("undelivered", "events.amazonaws.com", Map.of());
        deliver(undelivered, to -> to.arn(provision).roleArn(role));
        assertThat(received(undelivered)).contains(id);
    }

    /** CloudWatch says for which account it publishes; the second alarm's topic lets nobody but its owner. */
    @Test
    void anAlarmTellsTheTopicThatLetsIt() {
        SnsClient sns = stack.client(SnsClient.builder());
        CloudWatchClient alarms = stack.client(CloudWatchClient.builder());
        List<String> topics = Stream.of("open", "closed")
                .map(name -> sns.createTopic(r -> r.name(id + "-" + name)).topicArn())
                .toList();
        sns.setTopicAttributes(
                r -> r.topicArn(topics.getFirst()).attributeName("Policy").attributeValue("""
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"},
                         "Action": "sns:Publish", "Resource": "%s", "Condition": {"StringEquals": {"aws:SourceAccount": "%s"}}}]}""".formatted(
                                topics.getFirst(), ACCOUNT)));
        String heard = queue("heard", "sns.amazonaws.com", Map.of());
        topics.forEach(
                topic -> sns.subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint(arn(heard))));
        for (String topic : topics.reversed()) {
            String name = topic.substring(topic.lastIndexOf(':') + 1);
            alarms.putMetricAlarm(r -> r.alarmName(name)
                    .namespace("N")
                    .metricName("M")
                    .statistic(Statistic.SUM)
                    .period(60)
                    .evaluationPeriods(1)
                    .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                    .threshold(0.0)
                    .alarmActions(topic));
            alarms.setAlarmState(
                    r -> r.alarmName(name).stateValue(StateValue.ALARM).stateReason("a test"));
        }
        assertThat(received(heard)).contains(id + "-open").doesNotContain(id + "-closed");
        assertThat(now(heard)).isEmpty();
    }

    private String functionArn() {
        return stack.client(LambdaClient.builder())
                .getFunction(r -> r.functionName(stack.output("SweepFunctionName")))
                .configuration()
                .functionArn();
    }

    /** An event of this test's own to a target, or to the dead-letter queue. */
    private void deliver(String undelivered, Consumer<Target.Builder> target) {
        events.putRule(r -> r.name(id).eventPattern("{\"source\": [\"" + id + "\"]}"));
        events.putTargets(r -> r.rule(id)
                .targets(Target.builder()
                        .id("target")
                        .applyMutation(target)
                        .deadLetterConfig(d -> d.arn(arn(undelivered)))
                        .build()));
        events.putEvents(r -> r.entries(PutEventsRequestEntry.builder()
                .source(id)
                .detailType("Test")
                .detail("{}")
                .build()));
    }

    private String key(String service, String condition) {
        String source = condition.isEmpty()
                ? ""
                : ", \"Condition\": {\"StringEquals\": {\"" + condition + "\": \"" + ACCOUNT + "\"}}";
        String policy = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "%s"},
                 "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*"%s}]}""".formatted(service, source);
        return stack.client(KmsClient.builder())
                .createKey(r -> r.policy(policy).bypassPolicyLockoutSafetyCheck(true))
                .keyMetadata()
                .arn();
    }

    private String queue(String name, String service, Map<QueueAttributeName, String> attributes) {
        String url = sqs.createQueue(r -> r.queueName(id + "-" + name).attributes(attributes))
                .queueUrl();
        sqs.setQueueAttributes(r ->
                r.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "%s"},
                 "Action": "sqs:SendMessage", "Resource": "%s"}]}""".formatted(service, arn(url)))));
        return url;
    }

    private static String arn(String queueUrl) {
        return "arn:aws:sqs:us-east-1:" + ACCOUNT + ":" + queueUrl.substring(queueUrl.lastIndexOf('/') + 1);
    }

    private String received(String queueUrl) {
        return Awaitility.await("a message in " + queueUrl)
                .atMost(PATIENCE)
                .until(() -> now(queueUrl), messages -> !messages.isEmpty())
                .getFirst()
                .body();
    }

    private List<Message> now(String queueUrl) {
        return sqs.receiveMessage(r -> r.queueUrl(queueUrl)).messages();
    }

    private String role(String service, String action, String resource) {
        return role(service, action, resource, "");
    }

    private String role(String service, String action, String resource, String more) {
        String name = id + "-" + UUID.randomUUID();
        String arn = iam.createRole(r -> r.roleName(name).assumeRolePolicyDocument("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "%s"}, "Action": "sts:AssumeRole"}]}""".formatted(service)))
                .role()
                .arn();
        iam.putRolePolicy(
                r -> r.roleName(name).policyName("all").policyDocument("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "%s", "Resource": "%s"%s}]}""".formatted(action, resource, more)));
        return arn;
    }
}
