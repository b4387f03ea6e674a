package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.statemachines.definition.TaskResource.ServiceIntegration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The services that the engine answers for itself: it looks that what they need is given, and answers as they do.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html">SDK
 *     integrations</a>
 */
final class Integrations {

    private final Supplier<String> uuid;
    private final Function<String, Optional<Execution>> executions;

    Integrations(Supplier<String> uuid, Function<String, Optional<Execution>> executions) {
        this.uuid = uuid;
        this.executions = executions;
    }

    TaskResult answer(ServiceIntegration service, TaskCall call) {
        return switch (service.service() + ':' + service.action()) {
            case "sns:publish" -> publish(call);
            case "aws-sdk:cloudwatch:putMetricData" -> putMetricData(call);
            case "aws-sdk:sfn:describeExecution" -> describeExecution(call);
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
        String arn = call.arguments().path("ExecutionArn").asText();
        Optional<Execution> execution = executions.apply(arn);
        return execution.isPresent()
                ? new TaskResult.Succeeded(execution.get().description())
                : new TaskResult.Failed(
                        "Sfn.ExecutionDoesNotExistException", "Execution Does Not Exist: '" + arn + "'");
    }

    private static Optional<String> missing(TaskCall call, String... needed) {
        return Stream.of(needed)
                .filter(name -> call.arguments().path(name).isMissingNode())
                .findFirst();
    }
}
