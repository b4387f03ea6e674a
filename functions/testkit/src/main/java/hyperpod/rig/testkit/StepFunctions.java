package hyperpod.rig.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * AWS Step Functions with the account's two state machines; executions do not move by themselves.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html">Step Functions API
 *     Reference</a>
 */
final class StepFunctions implements Service {

    private static final int PAGE = 100;
    private static final int MAX_INPUT = 262_144;
    private static final Pattern NAME = Pattern.compile("[^\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/\\p{Cntrl}]{1,80}");
    private static final List<String> MACHINES = List.of(AwsAccount.PROVISION, AwsAccount.ROLLBACK);

    private final List<StateMachineExecution> executions = new ArrayList<>();
    private final Pages pages;
    private final InstantSource clock;

    StepFunctions(Pages pages, InstantSource clock) {
        this.pages = pages;
        this.clock = clock;
    }

    StateMachineExecution add(String machineArn, String name) {
        StateMachineExecution execution = new StateMachineExecution(machineArn, name);
        executions.add(execution);
        return execution;
    }

    List<StateMachineExecution> executions() {
        return List.copyOf(executions);
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        return switch (operation) {
            case "StartExecution" -> start(request).json.deepCopy().<ObjectNode>retain("executionArn", "startDate");
            case "DescribeExecution" -> named(request).json;
            case "ListExecutions" -> list(request);
            case "GetExecutionHistory" -> history(request);
            default -> throw AwsError.unknownOperation(operation);
        };
    }

    private StateMachineExecution start(JsonNode request) {
        String name = request.path("name").asText();
        String input = request.path("input").asText("{}");
        String machine = machine(request);
        if (!NAME.matcher(name).matches()) {
            throw AwsError.badRequest("InvalidName", "Invalid Name: '" + name + "'");
        }
        if (input.getBytes(StandardCharsets.UTF_8).length > MAX_INPUT) {
            throw AwsError.badRequest(
                    "ValidationException",
                    "Value at 'input' failed to satisfy constraint: length at most " + MAX_INPUT);
        }
        if (!isJson(input)) {
            throw AwsError.badRequest("InvalidExecutionInput", "Invalid State Machine Execution Input");
        }
        Optional<StateMachineExecution> earlier = executions.stream()
                .filter(execution -> execution.get("stateMachineArn").equals(machine)
                        && execution.get("name").equals(name))
                .findFirst();
        if (earlier.isEmpty()) {
            return pages.created(add(machine, name)).input(input).at("startDate", clock.instant());
        }
        // Idempotent only while it runs, and only with the same input.
        return earlier.filter(execution -> execution.get("status").equals("RUNNING")
                        && execution.get("input").equals(input))
                .orElseThrow(() -> AwsError.badRequest(
                        "ExecutionAlreadyExists",
                        "Execution Already Exists: '" + earlier.get().arn() + "'"));
    }

    private static boolean isJson(String text) {
        try {
            return !Json.MAPPER.readTree(text).isMissingNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private ObjectNode list(JsonNode request) {
        String machine = machine(request);
        int look = pages.look("ListExecutions", request, Pages.Names.LOWER);
        String status = request.path("statusFilter").asText("");
        List<ObjectNode> newestFirst = executions.stream()
                .filter(execution -> execution.listed(look)
                        && execution.get("stateMachineArn").equals(machine))
                .filter(execution -> status.isEmpty() || execution.get("status").equals(status))
                .map(execution -> execution
                        .json
                        .deepCopy()
                        .<ObjectNode>retain(
                                "executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate"))
                .sorted(Comparator.comparing((ObjectNode execution) ->
                                execution.path("startDate").asDouble())
                        .reversed())
                .toList();
        return pages.of("ListExecutions", "executions", newestFirst, request, Pages.Names.LOWER, PAGE);
    }

    private ObjectNode history(JsonNode request) {
        List<JsonNode> events = new ArrayList<>();
        named(request).history.forEach(events::add);
        return pages.of(
                "GetExecutionHistory",
                "events",
                request.path("reverseOrder").asBoolean() ? events.reversed() : events,
                request,
                Pages.Names.LOWER,
                PAGE);
    }

    private static String machine(JsonNode request) {
        String arn = request.path("stateMachineArn").asText();
        if (!MACHINES.contains(arn)) {
            throw AwsError.badRequest("StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "'");
        }
        return arn;
    }

    private StateMachineExecution named(JsonNode request) {
        String arn = request.path("executionArn").asText();
        return executions.stream()
                .filter(execution -> execution.exists() && execution.arn().equals(arn))
                .findFirst()
                .orElseThrow(
                        () -> AwsError.badRequest("ExecutionDoesNotExist", "Execution Does Not Exist: '" + arn + "'"));
    }
}
