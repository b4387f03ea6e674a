package hyperpod.rig.sandbox.statemachines.definition;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a task calls. */
public sealed interface TaskResource {

    String arn();

    /** A function, by its own ARN: its errors are the classes that it throws. */
    record LambdaFunction(String arn) implements TaskResource {}

    /**
     * An API of a service.
     *
     * @param service such as {@code sns}, {@code aws-sdk:cloudwatch}
     * @param action such as {@code publish}, {@code startExecution.sync:2}
     */
    record ServiceIntegration(String arn, String service, String action) implements TaskResource {

        public boolean startsExecution() {
            return service.equals("states");
        }
    }

    Pattern FUNCTION = Pattern.compile("arn:aws[\\w-]*:lambda:[\\w-]+:\\d{12}:function:[\\w-]{1,64}(:[\\w$-]+)?");
    Pattern INTEGRATION = Pattern.compile(
            "arn:aws[\\w-]*:states:::(sns|states|aws-sdk:[a-z0-9]+):(publish|startExecution\\.sync:2|[a-z]\\w+)");

    /** Empty if this engine does not know such a resource. */
    static Optional<TaskResource> of(String arn) {
        if (FUNCTION.matcher(arn).matches()) {
            return Optional.of(new LambdaFunction(arn));
        }
        Matcher integration = INTEGRATION.matcher(arn);
        if (!integration.matches()) {
            return Optional.empty();
        }
        String service = integration.group(1);
        String action = integration.group(2);
        boolean known = switch (service) {
            case "sns" -> action.equals("publish");
            case "states" -> action.equals("startExecution.sync:2");
            default -> !action.contains(".");
        };
        return known ? Optional.of(new ServiceIntegration(arn, service, action)) : Optional.empty();
    }
}
