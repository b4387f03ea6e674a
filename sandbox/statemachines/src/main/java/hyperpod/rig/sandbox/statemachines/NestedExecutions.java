package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Executions that tasks start and wait for ({@code states:startExecution.sync:2}): input and output are JSON, not text.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html">Start a new
 *     execution</a>
 */
final class NestedExecutions {

    private final StepFunctions stepFunctions;
    private final Services services;

    NestedExecutions(StepFunctions stepFunctions, Services services) {
        this.stepFunctions = stepFunctions;
        this.services = services;
    }

    /** What came of a start. */
    sealed interface Start {}

    record Refused(TaskResult.Failed failure) implements Start {}

    /** @param output what the task reports while it waits */
    record Started(Execution child, JsonNode output) implements Start {}

    /** @param whenEnded is told how the execution ended, if it was started */
    Start start(TaskCall call, Consumer<TaskResult> whenEnded) {
        JsonNode arguments = call.arguments();
        Execution child;
        try {
            child = stepFunctions.startExecution(
                    arguments.path("StateMachineArn").asText(),
                    Optional.ofNullable(arguments.path("Name").textValue()),
                    arguments.has("Input") ? arguments.get("Input") : JsonNodeFactory.instance.objectNode());
        } catch (StepFunctionsException e) {
            return new Refused(new TaskResult.Failed("StepFunctions." + e.code() + "Exception", e.getMessage()));
        }
        child.whenEnded(() -> services.agenda().after(Duration.ZERO, () -> whenEnded.accept(result(child))));
        ObjectNode started = JsonNodeFactory.instance
                .objectNode()
                .put("ExecutionArn", child.arn())
                .put("StartDate", child.startDate().toEpochMilli());
        return new Started(child, started);
    }

    /** Its parent does not wait for it any more. */
    void giveUp(Execution child) {
        if (services.says(OpenQuestion.NESTED_EXECUTION_IS_STOPPED) && child.isRunning()) {
            stepFunctions.stopExecution(child.arn(), Optional.empty(), Optional.empty());
        }
    }

    private static TaskResult result(Execution child) {
        ObjectNode description = ((ObjectNode) child.description())
                .put("StartDate", child.startDate().toEpochMilli())
                .put("StopDate", child.stopDate().orElseThrow().toEpochMilli());
        description.set("Input", child.input());
        child.output().ifPresent(output -> description.set("Output", output));
        if (child.status() == ExecutionStatus.SUCCEEDED) {
            return new TaskResult.Succeeded(description);
        }
        String cause = description.toString();
        return new TaskResult.Failed(
                StateFailure.TASK_FAILED, cause.substring(0, Math.min(cause.length(), Limits.CAUSE_CHARACTERS)));
    }
}
