package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.statemachines.jsonata.JsonValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** One execution, running or ended. */
public final class Execution {

    private final String arn;
    private final String name;
    private final String stateMachineArn;
    private final Object input;
    private final Instant startDate;
    private final History history;
    private final List<Runnable> whenEnded = new ArrayList<>();
    private final Map<String, Object> variables = new LinkedHashMap<>();
    /** How it was described, by the moment from which on. */
    private final NavigableMap<Instant, JsonNode> before = new TreeMap<>();

    private Instant changed;
    private ExecutionStatus status = ExecutionStatus.RUNNING;
    private String state = "";
    private Optional<Instant> stopDate = Optional.empty();
    private Optional<Instant> redriveDate = Optional.empty();
    private int redriveCount;
    private Optional<JsonNode> output = Optional.empty();
    private Optional<String> error = Optional.empty();
    private Optional<String> cause = Optional.empty();

    Execution(String arn, String name, String stateMachineArn, Object input, Instant startDate, History history) {
        this.arn = arn;
        this.name = name;
        this.stateMachineArn = stateMachineArn;
        this.input = input;
        this.startDate = startDate;
        this.history = history;
        changed = startDate;
    }

    public String arn() {
        return arn;
    }

    public String name() {
        return name;
    }

    public String stateMachineArn() {
        return stateMachineArn;
    }

    public JsonNode input() {
        return JsonValues.node(input);
    }

    public Instant startDate() {
        return startDate;
    }

    public ExecutionStatus status() {
        return status;
    }

    public boolean isRunning() {
        return status == ExecutionStatus.RUNNING;
    }

    public Optional<Instant> stopDate() {
        return stopDate;
    }

    /** Only of an execution that succeeded. */
    public Optional<JsonNode> output() {
        return output;
    }

    /** Empty while it runs, when it succeeded or timed out, and where a Fail state or whoever stopped it names none. */
    public Optional<String> error() {
        return error;
    }

    public Optional<String> cause() {
        return cause;
    }

    /** Name of the state that it is in, or was in last. */
    public String state() {
        return state;
    }

    /** The workflow's variables as they are now, an object. */
    public JsonNode variables() {
        return JsonValues.node(variables);
    }

    public List<HistoryEvent> history() {
        return history.events();
    }

    /**
     * As DescribeExecution answers, in the names of an SDK integration's result.
     *
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html">
     *     DescribeExecution</a>
     */
    public JsonNode description() {
        ObjectNode description = JsonNodeFactory.instance
                .objectNode()
                .put("ExecutionArn", arn)
                .put("StateMachineArn", stateMachineArn)
                .put("Name", name)
                .put("Status", status.name())
                .put("StartDate", startDate.toString())
                .put("Input", JsonValues.text(input));
        description.putObject("InputDetails").put("Included", true);
        stopDate.ifPresent(date -> description.put("StopDate", date.toString()));
        output.ifPresent(value -> {
            description.put("Output", value.toString());
            description.putObject("OutputDetails").put("Included", true);
        });
        error.ifPresent(text -> description.put("Error", text));
        cause.ifPresent(text -> description.put("Cause", text));
        description.put("RedriveCount", redriveCount);
        redriveDate.ifPresent(date -> description.put("RedriveDate", date.toString()));
        return whyNotRedrivable()
                .map(why -> description.put("RedriveStatus", "NOT_REDRIVABLE").put("RedriveStatusReason", why))
                .orElseGet(() -> description.put("RedriveStatus", "REDRIVABLE"));
    }

    /** How it was described at a moment; empty before its start. */
    Optional<JsonNode> description(Instant moment) {
        if (!changed.isAfter(moment)) {
            return Optional.of(description());
        }
        return Optional.ofNullable(before.floorEntry(moment)).map(Map.Entry::getValue);
    }

    /** What it is described as until now is kept, for whoever is told late. */
    private void change() {
        before.put(changed, description());
        changed = history.now();
    }

    /** How often it was redriven. */
    public int redriveCount() {
        return redriveCount;
    }

    public Optional<Instant> redriveDate() {
        return redriveDate;
    }

    /**
     * Why RedriveExecution refuses it now; empty if it does not.
     *
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html">Redrive
     *     eligibility</a>
     */
    Optional<String> whyNotRedrivable() {
        if (status == ExecutionStatus.SUCCEEDED) {
            return Optional.of("Execution is SUCCEEDED and cannot be redriven");
        }
        if (isRunning()) {
            return Optional.of("Execution is RUNNING and cannot be redriven");
        }
        if (history.now().isAfter(stopDate.orElseThrow().plus(Limits.REDRIVABLE))) {
            return Optional.of("Execution exceeded its redrivable period of 14 days");
        }
        if (history.now().isAfter(startDate.plus(Limits.EXECUTION))) {
            return Optional.of("Execution exceeded the maximum open time of one year");
        }
        if (history.events().size() >= Limits.HISTORY_EVENTS - 1) {
            return Optional.of("Execution history has no room for a redrive");
        }
        return Optional.empty();
    }

    /** It runs again; what was added to happen at its end has happened, and does not happen again. */
    void redrive() {
        change();
        status = ExecutionStatus.RUNNING;
        stopDate = Optional.empty();
        error = Optional.empty();
        cause = Optional.empty();
        redriveCount++;
        redriveDate = Optional.of(history.now());
        history.redriven(redriveCount);
    }

    Object inputValue() {
        return input;
    }

    History events() {
        return history;
    }

    Map<String, Object> variableValues() {
        return Collections.unmodifiableMap(variables);
    }

    void assign(Map<String, Object> values) {
        variables.putAll(values);
    }

    void enter(String name) {
        state = name;
    }

    /** Has something happen when it ends the next time. */
    void whenEnded(Runnable action) {
        whenEnded.add(action);
    }

    void succeed(Object value) {
        change();
        output = Optional.of(JsonValues.node(value));
        history.end("ExecutionSucceeded", History.details("output", value));
        end(ExecutionStatus.SUCCEEDED);
    }

    void fail(Optional<String> why, Optional<String> explanation) {
        change();
        error = why;
        cause = explanation;
        history.end("ExecutionFailed", errorDetails());
        end(ExecutionStatus.FAILED);
    }

    void abort(Optional<String> why, Optional<String> explanation) {
        change();
        error = why;
        cause = explanation;
        history.endFromOutside("ExecutionAborted", errorDetails());
        end(ExecutionStatus.ABORTED);
    }

    void timeOut() {
        change();
        history.endFromOutside("ExecutionTimedOut", Map.of());
        end(ExecutionStatus.TIMED_OUT);
    }

    private Map<String, Object> errorDetails() {
        Map<String, Object> details = new LinkedHashMap<>();
        error.ifPresent(text -> details.put("error", text));
        cause.ifPresent(text -> details.put("cause", text));
        return details;
    }

    private void end(ExecutionStatus how) {
        status = how;
        stopDate = Optional.of(history.events().getLast().timestamp());
        List<Runnable> actions = List.copyOf(whenEnded);
        whenEnded.clear();
        actions.forEach(Runnable::run);
    }
}
