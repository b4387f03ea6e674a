package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import hyperpod.rig.sandbox.schedules.disturbance.Disturbance;
import hyperpod.rig.sandbox.schedules.disturbance.TaskFault;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.StepFunctionsException;
import hyperpod.rig.sandbox.statemachines.TaskCall;
import hyperpod.rig.sandbox.statemachines.TaskHandler;
import hyperpod.rig.sandbox.statemachines.TaskResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the tasks of both state machines call: functions, SNS, CloudWatch, Step Functions; with what goes wrong there.
 */
final class Tasks implements TaskHandler {

    private static final String FUNCTION = "arn:aws:lambda:";
    private static final Duration TAKES = Duration.ofMillis(700);
    private static final Duration FOREVER = Duration.ofDays(400);
    private static final int TOO_MUCH = 262_200;

    private final World world;
    private final FunctionRuns functions;
    private final List<Disturbance.OfTask> faults;
    private final Map<String, Integer> counts = new HashMap<>();
    private boolean over;

    Tasks(World world, FunctionRuns functions, List<Disturbance.OfTask> faults) {
        this.world = world;
        this.functions = functions;
        this.faults = faults;
    }

    void endAll() {
        over = true;
    }

    @Override
    public TaskResult handle(TaskCall call) {
        int occurrence = counts.merge(call.state(), 1, Integer::sum);
        Optional<TaskFault> fault = faults.stream()
                .filter(one -> !over
                        && one.state().equals(call.state())
                        && occurrence >= one.occurrence()
                        && occurrence < one.occurrence() + one.times())
                .map(Disturbance.OfTask::fault)
                .findFirst();
        fault.ifPresent(
                one -> world.trace().tell("    the task " + call.state() + " #" + occurrence + " " + one.words()));
        return call.resource().startsWith(FUNCTION)
                ? function(call, call.resource().substring(call.resource().lastIndexOf(':') + 1), fault)
                : integration(call, fault);
    }

    private TaskResult function(TaskCall call, String function, Optional<TaskFault> fault) {
        Supplier<TaskResult> run = () -> {
            TaskResult result =
                    functions.run(function, call.state(), Optional.of(call.executionArn()), call.arguments());
            world.truth().ran(call, function, result);
            return world.planted()
                    .map(bug -> bug.result(call.state(), call.arguments(), result, subject(result)))
                    .orElse(result);
        };
        return switch (fault.orElse(null)) {
            case null -> new TaskResult.Later(TAKES, run);
            case THROTTLED -> new TaskResult.Failed("Lambda.TooManyRequestsException", "Rate Exceeded.");
            case SERVER_ERROR -> new TaskResult.Failed("Lambda.ServiceException", "Service error.");
            case DENIED ->
                new TaskResult.Failed("Lambda.AWSLambdaException", "not authorized to perform: lambda:InvokeFunction");
            case LOST_RESPONSE -> then(run, new TaskResult.Failed("Lambda.SdkClientException", "Connection reset"));
            case TIMED_OUT -> then(run, new TaskResult.Later(FOREVER, () -> new TaskResult.Failed("never", "")));
            case REPEATED ->
                new TaskResult.Later(TAKES, () -> {
                    run.get();
                    return new TaskResult.Later(TAKES, run);
                });
            case TOO_LARGE -> then(run, tooLarge());
            case BROKEN -> then(run, new TaskResult.Failed("Some.Error", "Nobody knows."));
        };
    }

    /** The execution that a rollback decides on. */
    private Optional<Execution> subject(TaskResult result) {
        return result instanceof TaskResult.Succeeded(JsonNode output)
                ? world.stepFunctions().execution(output.at("/execution/arn").asText())
                : Optional.empty();
    }

    private static TaskResult then(Supplier<TaskResult> effect, TaskResult answer) {
        return new TaskResult.Later(TAKES, () -> {
            effect.get();
            return answer;
        });
    }

    private static TaskResult tooLarge() {
        return new TaskResult.Succeeded(new TextNode("x".repeat(TOO_MUCH)));
    }

    private TaskResult integration(TaskCall call, Optional<TaskFault> fault) {
        String prefix = call.resource().contains(":sns:")
                ? "SNS.Sns"
                : call.resource().contains(":cloudwatch:")
                        ? "CloudWatch.CloudWatch"
                        : call.resource().contains(":states:::states") ? "StepFunctions.AWSStepFunctions" : "Sfn.Sfn";
        return switch (fault.orElse(null)) {
            case null -> effect(call);
            case THROTTLED, SERVER_ERROR, DENIED -> new TaskResult.Failed(prefix + "Exception", "refused");
            case LOST_RESPONSE, BROKEN -> {
                unheard(call);
                yield new TaskResult.Failed(
                        prefix.substring(0, prefix.indexOf('.')) + ".SdkClientException", "Connection reset");
            }
            case TIMED_OUT -> {
                unheard(call);
                yield new TaskResult.Later(FOREVER, () -> new TaskResult.Failed("never", ""));
            }
            case REPEATED -> {
                unheard(call);
                yield effect(call);
            }
            case TOO_LARGE -> {
                unheard(call);
                yield tooLarge();
            }
        };
    }

    private TaskResult effect(TaskCall call) {
        world.truth().integrated(call);
        return new TaskResult.Integrated();
    }

    /** The effect of a call whose answer Step Functions does not get. */
    private void unheard(TaskCall call) {
        JsonNode arguments = call.arguments();
        if (call.resource().contains("startExecution")) {
            try {
                world.stepFunctions()
                        .startExecution(
                                arguments.get("StateMachineArn").textValue(), Optional.empty(), arguments.get("Input"));
            } catch (StepFunctionsException e) {
                world.trace().note("refused " + e.code());
            }
        } else {
            world.truth().integrated(call);
        }
    }
}
