package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * What RollbackStartTest says of the definition, on a cluster that stands and with another implementation of JSONata.
 */
@ExtendWith(LocalStack.Resolver.class)
class RollbackStartIT {

    private final LocalStack stack;
    private final Executions executions;
    private final IamClient iam;

    RollbackStartIT(LocalStack stack) {
        this.stack = stack;
        executions = new Executions(stack);
        iam = stack.client(IamClient.builder());
    }

    @Test
    void onlyAConfirmationDeletesAClusterThatStands() {
        ObjectNode request = stack.request("to-stand");
        ((ObjectNode) request.at("/restrictedInstanceGroups/0")).remove("deepHealthChecks");
        String execution = executions.start(request.toString());
        assertThat(executions.awaitEnd(execution).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        String foreign = execution.replace("us-east-1", "eu-west-1");

        DescribeExecutionResponse refused = rollback("""
                {"executionArn": "%s", "artifactsSynchronised": true}""".formatted(foreign));
        assertThat(refused.error()).isEqualTo("NotAnExecutionOfProvision");
        assertThat(refused.cause()).contains(foreign, "Nothing was deleted");
        assertThat(rollback("{}").error()).isEqualTo("NotAnExecutionOfProvision");
        DescribeExecutionResponse unusable = rollback("""
                {"executionArn": "%s", "failure": {"error": "x", "cause": "y"}}""".formatted(execution));
        assertThat(unusable.error()).isEqualTo("InputUnusable");
        assertThat(unusable.cause()).contains("failure", "Nothing was deleted");
        DescribeExecutionResponse mistyped = rollback("""
                {"executionArn": "%s-", "artifactsSynchronised": true}""".formatted(execution));
        assertThat(mistyped.error()).isEqualTo("UnknownExecution");
        DescribeExecutionResponse unconfirmed = rollback("{\"executionArn\": \"%s\"}".formatted(execution));
        assertThat(unconfirmed.error()).isEqualTo("ConfirmationMissing");
        assertThat(unconfirmed.cause()).contains("AWS::SageMaker::Cluster to-stand", "s3://");
        DescribeExecutionResponse old = rollback(failed(execution));
        assertThat(old.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(old.output()).contains("LEFT_ALONE", "counted on");
        assertThat(stack.controlPlanes().toString()).contains(execution.substring(execution.lastIndexOf(':') + 1));

        String role = request.at("/restrictedInstanceGroups/0/executionRoleArn").asText();
        iam.putRolePolicy(r -> r.roleName(nameOf(role)).policyName("weakened").policyDocument("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:DeleteNetworkInterface", "Resource": "*"}]}"""));
        String order = executions.startRollback("""
                {"executionArn": "%s", "artifactsSynchronised": true}""".formatted(execution));
        executions.awaitState(order, "PublishRollbackBlocked");
        assertThat(stack.controlPlanes().get("clusters"))
                .filteredOn(cluster -> cluster.get("ClusterName").asText().equals("to-stand"))
                .extracting(cluster -> cluster.get("ClusterStatus").asText())
                .containsExactly("InService");
        iam.deleteRolePolicy(r -> r.roleName(nameOf(role)).policyName("weakened"));
        DescribeExecutionResponse confirmed = executions.awaitEnd(order);
        assertThat(confirmed.status()).as(confirmed.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(stack.controlPlanes().toString())
                .doesNotContain(execution.substring(execution.lastIndexOf(':') + 1));
        assertThat(rollback("{\"executionArn\": \"%s\"}".formatted(execution)).output())
                .contains("NOTHING_TO_DO");
    }

    @Test
    void anExecutionThatMeantNothingIsNotRolledBackByItsEvent() {
        String execution = executions.start("{\"clusterName\": \"\"}");
        assertThat(executions.awaitEnd(execution).error()).isEqualTo("ProvisioningFailed");
        String rollback = executions.startRollback(failed(execution));
        assertThat(executions.awaitEnd(rollback).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(executions.states(rollback)).contains("NothingToDo").doesNotContain("DeleteCluster");
    }

    private String failed(String execution) {
        return """
                {"source": "aws.states", "detail-type": "Step Functions Execution Status Change",
                 "detail": {"executionArn": "%s", "name": "%s", "status": "FAILED", "startDate": %d}}""".formatted(
                        execution,
                        execution.substring(execution.lastIndexOf(':') + 1),
                        executions.describe(execution).startDate().toEpochMilli());
    }

    private static String nameOf(String roleArn) {
        return roleArn.substring(roleArn.lastIndexOf('/') + 1);
    }

    private DescribeExecutionResponse rollback(String input) {
        return executions.awaitEnd(executions.startRollback(input));
    }
}
