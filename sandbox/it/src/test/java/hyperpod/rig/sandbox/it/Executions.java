package hyperpod.rig.sandbox.it;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
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
        return states.startExecution(r -> r.stateMachineArn(provision).input(input)).executionArn();
    }

    String startRollback(String input) {
        return states.startExecution(r -> r.stateMachineArn(rollback).input(input)).executionArn();
    }

    int count() {
        return (int) states.listExecutionsPaginator(r -> r.stateMachineArn(provision)).executions().stream().count();
    }

    DescribeExecutionResponse describe(String executionArn) {
        return states.describeExecution(r -> r.executionArn(executionArn));
    }

    DescribeExecutionResponse awaitEnd(String executionArn) {
        return await(executionArn, execution -> execution.status() != ExecutionStatus.RUNNING);
    }

    /** The newest execution whose input holds a text; waits until there is one. */
    String awaitStart(String machineArn, String text) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            for (var listed : states.listExecutions(r -> r.stateMachineArn(machineArn)).executions()) {
                if (states.describeExecution(r -> r.executionArn(listed.executionArn())).input().contains(text)) {
                    return listed.executionArn();
                }
            }
            pause();
        }
        throw new AssertionError("no execution of " + machineArn + " was started with " + text);
    }

    void awaitState(String executionArn, String state) {
        await(executionArn, execution -> states.getExecutionHistoryPaginator(r -> r.executionArn(executionArn)).events().stream()
                .anyMatch(event -> event.stateEnteredEventDetails() != null && event.stateEnteredEventDetails().name().equals(state)));
    }

    void stop(String executionArn) {
        states.stopExecution(r -> r.executionArn(executionArn));
    }

    private DescribeExecutionResponse await(String executionArn, Predicate<DescribeExecutionResponse> condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            DescribeExecutionResponse execution = states.describeExecution(r -> r.executionArn(executionArn));
            if (condition.test(execution)) {
                return execution;
            }
            pause();
        }
        throw new AssertionError(executionArn + " did not get there within " + PATIENCE.toSeconds() + " s");
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
