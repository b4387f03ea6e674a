package hyperpod.rig.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.arns.Arn;

/**
 * The {@code provision} execution on whose behalf a handler runs: what every created resource is tagged with.
 *
 * @param name the execution's name, at most 80 characters, unique per state machine for 90 days
 * @param arn the execution's ARN
 * @param startDate when it started; only a rollback's input has it, unless a person starts the rollback
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html">Context
 *     object</a>
 */
public record Execution(String name, String arn, Optional<Instant> startDate) {

    /** By how much the clocks of Step Functions and of the services that create may differ. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    public Execution {
        requireText(name, "execution.name");
        requireText(arn, "execution.arn");
    }

    /** Before this an execution that started at that time created nothing. */
    public static Instant earliestCreation(Instant startDate) {
        return startDate.minus(CLOCK_SKEW);
    }

    /** The account in which it runs, 12 digits. */
    public String account() {
        return Arn.fromString(arn).accountId().orElseThrow(() -> missing("the account of execution.arn"));
    }

    /** The ARN that a state machine's execution of this name has, or would have. */
    public static String arnOf(String stateMachineArn, String name) {
        Arn stateMachine = Arn.fromString(stateMachineArn);
        return stateMachine.toBuilder()
                .resource("execution:" + stateMachine.resource().resource() + ":" + name)
                .build()
                .toString();
    }

    /** The error of a handler whose input does not say on whose behalf it runs. */
    static InvalidRequestException missing(String field) {
        return new InvalidRequestException(field + " is missing: start the handler from the state machine,"
                + " or give the field as the state machine does (see events/stepfunctions)");
    }

    private static void requireText(String value, String field) {
        if (value == null || value.isBlank()) {
            throw missing(field);
        }
    }
}
