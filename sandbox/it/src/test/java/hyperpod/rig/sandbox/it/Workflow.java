package hyperpod.rig.sandbox.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.statemachines.Agenda;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.ExecutionObserver;
import hyperpod.rig.sandbox.statemachines.Settings;
import hyperpod.rig.sandbox.statemachines.StepFunctions;
import hyperpod.rig.sandbox.statemachines.TaskCall;
import hyperpod.rig.sandbox.statemachines.TaskResult;
import hyperpod.rig.sandbox.statemachines.definition.Definition;
import hyperpod.rig.sandbox.statemachines.definition.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Both state machines on the second engine, and the rule that starts a rollback. Each task answers what its state is
 * told here; at first, what makes a provisioning with a linked file system, and a rollback, succeed.
 */
final class Workflow {

    static final Instant START = Instant.parse("2026-11-25T00:00:00Z");
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> NOT_BY_ITSELF = Set.of("ABORTED", "FAILED", "TIMED_OUT");

    final Agenda agenda = new Agenda(START);
    final StepFunctions stepFunctions;
    final List<TaskCall> calls = new ArrayList<>();
    final List<JsonNode> events = new ArrayList<>();
    /** The rollbacks whose end is in the ledger. */
    private final Set<String> ended = new HashSet<>();

    private final Map<String, Deque<TaskResult>> answers = new HashMap<>();
    private final Map<String, Deque<TaskResult>> failures = new HashMap<>();
    private final Map<String, Definition> definitions;
    private final String provision;
    private final String rollback;
    private boolean ruleIsOn = true;
    private boolean silent;

    Workflow(Settings settings, Map<String, String> parameters, ExecutionObserver observer) {
        stepFunctions = new StepFunctions(agenda, settings, this::answer, this::deliver, observer);
        Definition ofProvision = Definitions.provision(parameters);
        Definition ofRollback = Definitions.rollback(parameters);
        provision = stepFunctions.createStateMachine(Definitions.PROVISION_NAME, ofProvision);
        rollback = stepFunctions.createStateMachine(Definitions.ROLLBACK_NAME, ofRollback);
        definitions = Map.of(provision, ofProvision, rollback, ofRollback);
        answers("VerifyNetworkBeforeSpending", "{\"verdict\": \"LOCKED\", \"policyHolds\": true}");
        answers("CreateFileSystem", "{\"fileSystemId\": \"fs-1\"}");
        answers(
                "DescribeFileSystem",
                "{\"next\": \"WAIT\", \"summary\": \"fs-1 is CREATING\"}",
                "{\"next\": \"LINK\", \"summary\": \"fs-1 is AVAILABLE\"}",
                "{\"next\": \"READY\", \"summary\": \"linked\"}");
        answers("LinkFileSystem", "{\"associationId\": \"dra-1\"}");
        answers("CreateCluster", "{\"clusterArn\": \"arn:aws:sagemaker:us-east-1:111122223333:cluster/abc\"}");
        answers(
                "DescribeCluster",
                "{\"ready\": false, \"summary\": \"0 of 2 nodes are running\"}",
                "{\"ready\": true, \"summary\": \"2 of 2 nodes are running\", \"groups\": [{\"name\": \"rig-1\", \"running\": 2}]}");
        answers("ConfirmFileSystem", "{\"next\": \"READY\", \"summary\": \"linked\"}");
        answers("VerifyEgressLockdown", "{\"verdict\": \"LOCKED\", \"policyHolds\": true}");
        answers("RecordSuccess", "{}");
        for (String deletion : List.of("DeleteCluster", "DeleteFileSystem")) {
            answers(deletion, removal("UNDER_WAY"), removal("NOT_SEEN"), removal("NOT_SEEN"));
        }
        for (String look : List.of("CheckNothingRemains", "ListWhatStands", "ListWhatIsLeftAlone")) {
            answers(look, remaining("[]"));
        }
    }

    /** What CheckNothingRemains answers: INCOMPLETE if something remains. */
    static String remaining(String resources) {
        return remaining(resources, resources.equals("[]") ? "COMPLETE" : "INCOMPLETE");
    }

    /** What CheckNothingRemains answers. */
    static String remaining(String resources, String rollback) {
        return """
                {"executionArn": "arn:x", "clusterName": "nova-rig", "remaining": %s, "artifacts": [], "rollback": "%s"}""".formatted(resources, rollback);
    }

    /** What DeleteCluster and DeleteFileSystem answer where no reason is to be told. */
    static String removal(String status) {
        return "{\"status\": \"%s\", \"reasons\": {}}".formatted(status);
    }

    static String removal(String status, String reason) {
        return "{\"status\": \"%1$s\", \"reasons\": {\"arn:x\": \"%2$s\"}, \"reason\": \"%2$s\"}"
                .formatted(status, reason);
    }

    /** What LookUpExecution answers of an execution of this name. */
    static String lookedUp(String decision, boolean confirmed, long waitSeconds) {
        return """
                {"decision": "%s", "clusterName": "nova-rig", "waitSeconds": %d, "reason": "its status is RUNNING",
                 "execution": {"name": "nova-1", "arn": "%s:nova-1", "startDate": "2026-11-25T00:00:00Z"},
                 "order": {"confirmed": %s, "loseQueuedExports": false, "resources": []},
                 "failure": {"state": "CreateCluster", "error": "x", "message": "y", "violations": []}}""".formatted(decision, waitSeconds, Definitions.PROVISION_EXECUTIONS, confirmed);
    }

    static String refused(String error) {
        return """
                {"decision": "REFUSED", "waitSeconds": 0, "error": "%s", "reason": "Nothing was deleted.",
                 "order": {"confirmed": false, "loseQueuedExports": false, "resources": []}}""".formatted(error);
    }

    /** A state's task succeeds with these results, one after the other, and then always with the last. */
    Workflow answers(String state, String... results) {
        answers.put(state, new ArrayDeque<>());
        for (String result : results) {
            answers.get(state).add(new TaskResult.Succeeded(json(result)));
        }
        return this;
    }

    /** A state's task fails as often with this error, before it does what it did. */
    Workflow fails(String state, String error, String cause, int times) {
        failures.put(state, new ArrayDeque<>(Collections.nCopies(times, new TaskResult.Failed(error, cause))));
        return this;
    }

    Workflow failsAlways(String state, String error, String cause) {
        answers.put(state, new ArrayDeque<>(List.of(new TaskResult.Failed(error, cause))));
        return this;
    }

    /** From now on no task answers but those that are told to. */
    Workflow silent() {
        answers.clear();
        silent = true;
        return this;
    }

    Workflow withoutRule() {
        ruleIsOn = false;
        return this;
    }

    private TaskResult answer(TaskCall call) {
        calls.add(call);
        TaskResult result = result(call);
        if (call.state().equals("CheckNothingRemains") && result instanceof TaskResult.Succeeded) {
            ended.add(call.executionArn());
        }
        return result;
    }

    private TaskResult result(TaskCall call) {
        Deque<TaskResult> failing = failures.getOrDefault(call.state(), new ArrayDeque<>());
        if (!failing.isEmpty()) {
            return failing.removeFirst();
        }
        Deque<TaskResult> own = answers.get(call.state());
        if (own != null) {
            return own.size() > 1 ? own.removeFirst() : own.getFirst();
        }
        if (silent) {
            return new TaskResult.Later(Duration.ofDays(300), TaskResult.Integrated::new);
        }
        Optional<JsonNode> byArguments = byArguments(call);
        if (byArguments.isPresent()) {
            return new TaskResult.Succeeded(byArguments.get());
        }
        if (call.resource().contains(":lambda:")) {
            throw new IllegalStateException("no answer of " + call.state() + " is given in Workflow");
        }
        return new TaskResult.Integrated();
    }

    /** What a function answers whose answer depends on what it is asked. */
    private Optional<JsonNode> byArguments(TaskCall call) {
        return switch (call.state()) {
            case "ValidateRequest" -> {
                ObjectNode valid = JSON.createObjectNode();
                valid.set("request", call.arguments().get("input"));
                valid.putArray("warnings");
                valid.putObject("egressPolicyCeiling");
                yield Optional.of(valid);
            }
            case "RecordFailure" -> Optional.of(givenUp(call.arguments().get("failure")));
            case "LookUpExecution" -> Optional.of(json(lookUp(call)));
            case "ListWhatRemains" -> Optional.of(json(remaining("[]", howItsRollbackEnded())));
            default -> Optional.empty();
        };
    }

    private static JsonNode givenUp(JsonNode failure) {
        ObjectNode recorded = JSON.createObjectNode().put("clusterName", "nova-rig");
        recorded.put(
                "takeBack", failure.get("state").textValue().equals("ValidateRequest") ? "NOTHING" : "WHAT_IT_MEANT");
        recorded.putObject("failure")
                .put("state", failure.get("state").textValue())
                .put("error", failure.get("error").textValue())
                .put("message", failure.get("cause").textValue())
                .putArray("violations");
        return recorded;
    }

    /** As the ledger would: an execution whose rollback ran to its end needs no other, one that was stopped does. */
    private String lookUp(TaskCall call) {
        JsonNode input = call.arguments().get("input");
        if (input.has("detail") && (!ended.isEmpty() || nothingWasMeant())) {
            return lookedUp("NOTHING_TO_DO", false, 0);
        }
        boolean confirmed = input.path("artifactsSynchronised").booleanValue();
        return lookedUp(
                "ROLL_BACK",
                confirmed,
                confirmed ? 0 : call.arguments().get("inFlightSeconds").longValue());
    }

    private String howItsRollbackEnded() {
        if (!ended.isEmpty()) {
            return "COMPLETE";
        }
        boolean began = calls.stream().anyMatch(call -> call.state().equals("LookUpExecution"));
        return began ? "INTERRUPTED" : "NOT_STARTED";
    }

    private boolean nothingWasMeant() {
        return calls.stream().anyMatch(call -> call.state().equals("ValidateRequest"))
                && calls.stream().noneMatch(call -> call.state().equals("VerifyNetworkBeforeSpending"));
    }

    /** The template's rule, which takes executions of provision that did not end by themselves. */
    private void deliver(JsonNode event) {
        events.add(event);
        if (ruleIsOn
                && event.at("/detail/stateMachineArn").textValue().equals(provision)
                && NOT_BY_ITSELF.contains(event.at("/detail/status").textValue())) {
            stepFunctions.startExecution(rollback, Optional.empty(), event);
        }
    }

    Execution provision(String input) {
        return stepFunctions.startExecution(provision, Optional.of("nova-1"), json(input));
    }

    Execution rollback(String name, String input) {
        return stepFunctions.startExecution(rollback, Optional.of(name), json(input));
    }

    /** The executions of rollback, in the order of their start. */
    List<Execution> rollbacks() {
        return stepFunctions.executions().stream()
                .filter(execution -> execution.stateMachineArn().equals(rollback))
                .toList();
    }

    /** Runs until something holds, or nothing is left to run. */
    void runUntil(BooleanSupplier reached) {
        boolean more = true;
        while (more && !reached.getAsBoolean()) {
            more = agenda.runNext();
        }
    }

    /** Runs until the execution ends, waits for time, or for a task that is not told to answer. */
    Execution runUntilItWaits(Execution execution) {
        runUntil(() -> !execution.isRunning() || (!execution.state().isEmpty() && waits(execution)));
        return execution;
    }

    private boolean waits(Execution execution) {
        return switch (definitions.get(execution.stateMachineArn()).state(execution.state())) {
            case State.Wait _ -> true;
            case State.Task task -> !answers.containsKey(task.name());
            case State.Flowing _, State.Choice _, State.Succeed _, State.Fail _ -> false;
        };
    }

    void runAll() {
        agenda.runAll();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
