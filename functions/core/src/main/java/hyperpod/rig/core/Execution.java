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
 * @param startDate when it started: of several that had the same name, one a time, it says which; absent where nobody
 *     knows it
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html">Context
 *     object</a>
 */
public record Execution(String name, String arn, Optional<Instant> startDate) {

    /** For so long after its end Step Functions knows an execution, and gives its name to no other. */
    public static final Duration REMEMBERED = Duration.ofDays(90);

    private static final Duration SAME_START = Duration.ofSeconds(1);

    public Execution {
        requireText(name, "execution.name");
        requireText(arn, "execution.arn");
    }

    /**
     * Whether both are the start of the same execution: Step Functions, its events and its context object write it with
     * other fractions of a second.
     */
    public static boolean isSameStart(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(SAME_START) <= 0;
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
