package hyperpod.rig.sandbox.it;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Executions of the deployed state machines. */
final class Executions {

    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Duration POLL = Duration.ofMillis(250);

    private final SfnClient states;
    private final String provision;
    private final String rollback;

    Executions(LocalStack stack) {
        states = stack.client(SfnClient.builder());
        provision = stack.output("ProvisionStateMachineArn");
        rollback = stack.output("RollbackStateMachineArn");
    }

    String start(String input) {
        return states.startExecution(r -> r.stateMachineArn(provision).input(input))
                .executionArn();
    }

    String startRollback(String input) {
        return states.startExecution(r -> r.stateMachineArn(rollback).input(input))
                .executionArn();
    }

    int count() {
        return (int) states.listExecutionsPaginator(r -> r.stateMachineArn(provision)).executions().stream()
                .count();
    }

    /** How many executions of provision were started with an input that holds a text. */
    long startedFor(String text) {
        return states.listExecutionsPaginator(r -> r.stateMachineArn(provision)).executions().stream()
                .filter(execution -> describe(execution.executionArn()).input().contains(text))
                .count();
    }

    DescribeExecutionResponse describe(String executionArn) {
        return states.describeExecution(r -> r.executionArn(executionArn));
    }

    DescribeExecutionResponse awaitEnd(String executionArn) {
        return await(executionArn, execution -> execution.status() != ExecutionStatus.RUNNING);
    }

    /** The newest execution whose input holds a text; waits until there is one. */
    String awaitStart(String machineArn, String text) {
        return patiently("an execution of " + machineArn + " that was started with " + text)
                .until(() -> started(machineArn, text), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> started(String machineArn, String text) {
        return states.listExecutions(r -> r.stateMachineArn(machineArn)).executions().stream()
                .map(ExecutionListItem::executionArn)
                .filter(arn -> describe(arn).input().contains(text))
                .findFirst();
    }

    void awaitState(String executionArn, String state) {
        await(executionArn, execution -> states(executionArn).contains(state));
    }

    /** The states that an execution has entered so far. */
    List<String> states(String executionArn) {
        return states.getExecutionHistoryPaginator(r -> r.executionArn(executionArn)).events().stream()
                .filter(event -> event.stateEnteredEventDetails() != null)
                .map(event -> event.stateEnteredEventDetails().name())
                .toList();
    }

    void stop(String executionArn) {
        states.stopExecution(r -> r.executionArn(executionArn));
    }

    private DescribeExecutionResponse await(String executionArn, Predicate<DescribeExecutionResponse> condition) {
        return patiently(executionArn).until(() -> describe(executionArn), condition);
    }

    private static ConditionFactory patiently(String what) {
        return Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .atMost(PATIENCE);
    }
}
