package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.statemachines.definition.TaskResource.ServiceIntegration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The services that the engine answers for itself: it looks that what they need is given, and answers as they do.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html">SDK
 *     integrations</a>
 */
final class Integrations {

    private static final int EVENTS_OF_A_PAGE = 100;

    private final Supplier<String> uuid;
    private final StepFunctions stepFunctions;

    Integrations(Supplier<String> uuid, StepFunctions stepFunctions) {
        this.uuid = uuid;
        this.stepFunctions = stepFunctions;
    }

    TaskResult answer(ServiceIntegration service, TaskCall call) {
        return switch (service.service() + ':' + service.action()) {
            case "sns:publish" -> publish(call);
            case "aws-sdk:cloudwatch:putMetricData" -> putMetricData(call);
            case "aws-sdk:sfn:describeExecution" -> describeExecution(call);
            case "aws-sdk:sfn:getExecutionHistory" -> getExecutionHistory(call);
            default -> throw new IllegalStateException("the engine cannot do the work of " + call.resource());
        };
    }

    private TaskResult publish(TaskCall call) {
        Optional<String> missing = missing(call, "TopicArn", "Message");
        if (missing.isPresent()) {
            return new TaskResult.Failed("SNS.InvalidParameterException", "Invalid parameter: " + missing.get());
        }
        ObjectNode published = JsonNodeFactory.instance.objectNode().put("MessageId", uuid.get());
        return new TaskResult.Succeeded(published);
    }

    private static TaskResult putMetricData(TaskCall call) {
        Optional<String> missing = missing(call, "Namespace", "MetricData");
        if (missing.isPresent()) {
            return new TaskResult.Failed(
                    "CloudWatch.MissingRequiredParameterException", "The parameter " + missing.get() + " is required.");
        }
        return new TaskResult.Succeeded(JsonNodeFactory.instance.objectNode());
    }

    private TaskResult describeExecution(TaskCall call) {
        try {
            return new TaskResult.Succeeded(stepFunctions.description(arn(call)));
        } catch (StepFunctionsException e) {
            return new TaskResult.Failed("Sfn." + e.code() + "Exception", e.getMessage());
        }
    }

    /** One page, the first. */
    private TaskResult getExecutionHistory(TaskCall call) {
        Optional<Execution> execution = stepFunctions.execution(arn(call));
        if (execution.isEmpty()) {
            return doesNotExist(call);
        }
        List<HistoryEvent> events = execution.get().history();
        int most = call.arguments().path("MaxResults").asInt(EVENTS_OF_A_PAGE);
        ObjectNode history = JsonNodeFactory.instance.objectNode();
        ArrayNode page = history.putArray("Events");
        (call.arguments().path("ReverseOrder").asBoolean() ? events.reversed() : events)
                .stream().limit(most).forEach(event -> page.add(capitalised(event.json(), true)));
        return new TaskResult.Succeeded(history);
    }

    /** SDK integrations write the members of results with a capital, and so those of an event's details. */
    private static ObjectNode capitalised(JsonNode members, boolean andTheirs) {
        ObjectNode capitalised = JsonNodeFactory.instance.objectNode();
        members.properties()
                .forEach(member -> capitalised.set(
                        Character.toUpperCase(member.getKey().charAt(0))
                                + member.getKey().substring(1),
                        andTheirs && member.getValue().isObject()
                                ? capitalised(member.getValue(), false)
                                : member.getValue()));
        return capitalised;
    }

    private static String arn(TaskCall call) {
        return call.arguments().path("ExecutionArn").asText();
    }

    private static TaskResult doesNotExist(TaskCall call) {
        return new TaskResult.Failed(
                "Sfn.ExecutionDoesNotExistException", "Execution Does Not Exist: '" + arn(call) + "'");
    }

    private static Optional<String> missing(TaskCall call, String... needed) {
        return Stream.of(needed)
                .filter(name -> call.arguments().path(name).isMissingNode())
                .findFirst();
    }
}
