package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.statemachines.jsonata.JsonValues;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The engine as the service that an SDK calls: the operations of AWS JSON 1.0 with their members, times in seconds.
 * DescribeExecution and ListExecutions say what was true a while ago, as AWS documents them to be eventually
 * consistent.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html">Step Functions API
 *     reference</a>
 */
public final class StepFunctionsApi {

    private static final int MOST_OF_A_PAGE = 1000;
    private static final int PAGE = 100;

    private final StepFunctions stepFunctions;

    public StepFunctionsApi(StepFunctions stepFunctions) {
        this.stepFunctions = stepFunctions;
    }

    /**
     * Answers one call.
     *
     * @param operation such as StartExecution
     * @throws StepFunctionsException what AWS answers with status 400; UnknownOperationException for an operation that
     *     is not imitated
     */
    public JsonNode answer(String operation, JsonNode body) {
        return switch (operation) {
            case "StartExecution" -> start(body);
            case "StopExecution" -> stop(body);
            case "RedriveExecution" -> redrive(body);
            case "DescribeExecution" -> describe(body);
            case "GetExecutionHistory" -> history(body);
            case "ListExecutions" -> list(body);
            default -> throw new StepFunctionsException("UnknownOperationException", operation + " is not imitated");
        };
    }

    private JsonNode start(JsonNode body) {
        Execution execution = stepFunctions.startExecution(
                required(body, "stateMachineArn"),
                text(body, "name"),
                input(text(body, "input").orElse("{}")));
        return object().put("executionArn", execution.arn()).put("startDate", seconds(execution.startDate()));
    }

    private static JsonNode input(String text) {
        try {
            return JsonValues.node(JsonValues.parse(text));
        } catch (IllegalArgumentException e) {
            throw new StepFunctionsException(
                    "InvalidExecutionInput", "Invalid State Machine Execution Input: '" + e.getMessage() + "'");
        }
    }

    private JsonNode stop(JsonNode body) {
        String arn = required(body, "executionArn");
        stepFunctions.stopExecution(arn, text(body, "error"), text(body, "cause"));
        Instant stopped =
                stepFunctions.execution(arn).flatMap(Execution::stopDate).orElseThrow();
        return object().put("stopDate", seconds(stopped));
    }

    private JsonNode redrive(JsonNode body) {
        String arn = required(body, "executionArn");
        stepFunctions.redriveExecution(arn);
        Instant redriven =
                stepFunctions.execution(arn).flatMap(Execution::redriveDate).orElseThrow();
        return object().put("redriveDate", seconds(redriven));
    }

    private JsonNode describe(JsonNode body) {
        return lowered(stepFunctions.description(required(body, "executionArn")));
    }

    /** The members of an SDK integration's result as those of an answer. */
    private static ObjectNode lowered(JsonNode description) {
        ObjectNode members = object();
        description.properties().forEach(member -> members.set(lowered(member.getKey()), details(member.getValue())));
        for (String date : List.of("startDate", "stopDate", "redriveDate")) {
            text(members, date).ifPresent(time -> members.put(date, seconds(Instant.parse(time))));
        }
        return members;
    }

    private static JsonNode details(JsonNode value) {
        if (!value.isObject()) {
            return value;
        }
        ObjectNode members = object();
        value.properties().forEach(member -> members.set(lowered(member.getKey()), member.getValue()));
        return members;
    }

    private static String lowered(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private JsonNode history(JsonNode body) {
        String arn = required(body, "executionArn");
        Execution execution = stepFunctions.execution(arn).orElseThrow(() -> StepFunctionsException.doesNotExist(arn));
        List<HistoryEvent> events = execution.history();
        boolean reverse = body.path("reverseOrder").asBoolean();
        ObjectNode answer = object();
        ArrayNode page = answer.putArray("events");
        paged(body, reverse ? events.reversed() : events, answer).forEach(event -> {
            ObjectNode json = (ObjectNode) event.json();
            page.add(json.put("timestamp", seconds(event.timestamp())));
        });
        return answer;
    }

    private JsonNode list(JsonNode body) {
        String machine = required(body, "stateMachineArn");
        Optional<String> status = text(body, "statusFilter");
        List<ObjectNode> found = stepFunctions.descriptions(machine).stream()
                .filter(description -> status.isEmpty() || status.equals(text(description, "Status")))
                .map(StepFunctionsApi::listed)
                .toList();
        ObjectNode answer = object();
        ArrayNode page = answer.putArray("executions");
        paged(body, found, answer).forEach(page::add);
        return answer;
    }

    private static ObjectNode listed(JsonNode description) {
        ObjectNode listed = lowered(description);
        listed.retain(List.of(
                "executionArn",
                "stateMachineArn",
                "name",
                "status",
                "startDate",
                "stopDate",
                "redriveCount",
                "redriveDate"));
        return listed;
    }

    private static <T> List<T> paged(JsonNode body, List<T> all, ObjectNode answer) {
        int asked = body.path("maxResults").asInt(0);
        int most = asked == 0 ? PAGE : Math.min(asked, MOST_OF_A_PAGE);
        int from = text(body, "nextToken").map(StepFunctionsApi::position).orElse(0);
        int to = Math.min(all.size(), from + most);
        if (to < all.size()) {
            answer.put("nextToken", Integer.toString(to));
        }
        return all.subList(Math.min(from, to), to);
    }

    private static int position(String token) {
        try {
            return Integer.parseUnsignedInt(token);
        } catch (NumberFormatException _) {
            throw new StepFunctionsException("InvalidToken", "Invalid Token: '" + token + "'");
        }
    }

    private static String required(JsonNode body, String member) {
        String value = text(body, member)
                .orElseThrow(() -> new StepFunctionsException(
                        "ValidationException", "Value null at '" + member + "' failed to satisfy constraint"));
        if (!value.startsWith("arn:aws")) {
            throw new StepFunctionsException("InvalidArn", "Invalid Arn: '" + value + "'");
        }
        return value;
    }

    private static Optional<String> text(JsonNode object, String member) {
        return Optional.ofNullable(object.path(member).textValue());
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
