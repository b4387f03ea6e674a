package hyperpod.rig.sweep;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.Failure;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Executions of {@code provision} by the name that their resources are tagged with.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html">DescribeExecution</a>
 */
final class ProvisionExecutions {

    /** What StartExecution takes as a name. A tag may hold more, a colon too, which would make it another ARN. */
    private static final Pattern NAME =
            Pattern.compile("[^\\s\\p{Z}\\p{C}\\x{10000}-\\x{10FFFF}<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/]{1,80}");

    private final SfnClient stepFunctions;
    private final String stateMachineArn;

    ProvisionExecutions(SfnClient stepFunctions, String stateMachineArn) {
        this.stepFunctions = stepFunctions;
        this.stateMachineArn = stateMachineArn;
    }

    /** The ARN of the execution of this name, whether it exists or not. */
    String arn(String name) {
        return Execution.arnOf(stateMachineArn, name);
    }

    /** How the execution of this name ended, as Step Functions knows it now. */
    Ending ending(String name) {
        if (!NAME.matcher(name).matches()) {
            return new Ending.Unknown("no execution can have this name");
        }
        try {
            String arn = arn(name);
            return ending(arn, stepFunctions.describeExecution(r -> r.executionArn(arn)));
        } catch (ExecutionDoesNotExistException e) {
            return new Ending.Unknown(
                    "Step Functions knows no execution of this name; it forgets them 90 days after their end");
        }
    }

    /**
     * Whether the execution of this name succeeded, or may have: Step Functions forgets executions 90 days after their
     * end.
     */
    boolean hasSucceeded(String name) {
        if (!NAME.matcher(name).matches()) {
            return false;
        }
        try {
            return stepFunctions
                            .describeExecution(r -> r.executionArn(arn(name)))
                            .status()
                    == ExecutionStatus.SUCCEEDED;
        } catch (ExecutionDoesNotExistException e) {
            return true;
        }
    }

    private static Ending ending(String arn, DescribeExecutionResponse execution) {
        return switch (ServiceUnavailableException.unlessMissing(execution.status(), "DescribeExecution.status")) {
            case RUNNING, SUCCEEDED, PENDING_REDRIVE -> new Ending.NotFailed();
            case FAILED, TIMED_OUT, ABORTED ->
                new Ending.WithoutSuccess(
                        arn,
                        execution.statusAsString(),
                        ServiceUnavailableException.unlessMissing(execution.startDate(), "DescribeExecution.startDate"),
                        ServiceUnavailableException.unlessMissing(execution.stopDate(), "DescribeExecution.stopDate"),
                        failure(execution));
            case UNKNOWN_TO_SDK_VERSION ->
                throw new IllegalStateException(
                        "its status " + execution.statusAsString() + " is none that is known here");
        };
    }

    private static Failure failure(DescribeExecutionResponse execution) {
        String cause = Optional.ofNullable(execution.cause())
                .orElse("The execution ended " + execution.statusAsString() + ", and what it created was found later");
        return new Failure(
                        Optional.of("unknown"),
                        Optional.ofNullable(execution.error()).orElse("States." + execution.statusAsString()),
                        cause)
                .readable();
    }
}
