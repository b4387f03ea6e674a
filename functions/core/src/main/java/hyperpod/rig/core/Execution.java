package hyperpod.rig.core;

/**
 * The {@code provision} execution on whose behalf a handler runs: what every created resource is tagged with.
 *
 * @param name the execution's name, at most 80 characters, unique per state machine for 90 days
 * @param arn the execution's ARN
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html">Context object</a>
 */
public record Execution(String name, String arn) {

    public Execution {
        requireText(name, "execution.name");
        requireText(arn, "execution.arn");
    }

    private static void requireText(String value, String field) {
        if (value == null || value.isBlank()) {
            throw new InvalidRequestException(field + " is missing: start the handler from the state machine,"
                    + " or give the field as the state machine does (see events/stepfunctions)");
        }
    }
}
