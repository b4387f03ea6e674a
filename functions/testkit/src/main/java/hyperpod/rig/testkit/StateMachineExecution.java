package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.util.Set;

/**
 * An execution that began an hour ago and ended half an hour ago, as far as its status says that it ended.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html">DescribeExecution</a>
 */
public final class StateMachineExecution extends Resource<StateMachineExecution> {

    private static final int HOUR = 3_600;
    private static final Set<String> NOT_ENDED = Set.of("RUNNING", "PENDING_REDRIVE");

    final ArrayNode history = Json.MAPPER.createArrayNode();

    StateMachineExecution(String machineArn, String name) {
        with("executionArn", machineArn.replace(":stateMachine:", ":execution:") + ":" + name);
        with("stateMachineArn", machineArn).with("name", name).with("input", "{}");
        at("startDate", AwsAccount.NOW.minusSeconds(HOUR));
        event("ExecutionStarted");
        status("RUNNING");
    }

    /** Its ARN. */
    public String arn() {
        return get("executionArn");
    }

    /** RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED or PENDING_REDRIVE. */
    public StateMachineExecution status(String status) {
        with("status", status);
        return NOT_ENDED.contains(status) ? without("stopDate") : at("stopDate", AwsAccount.NOW.minusSeconds(HOUR / 2));
    }

    /** With this input, as text. */
    public StateMachineExecution input(String input) {
        return with("input", input);
    }

    /** It succeeded with this output, as text. */
    public StateMachineExecution succeeded(String output) {
        return status("SUCCEEDED").with("output", output);
    }

    /** With these states entered and left one after another; it is in the last. */
    public StateMachineExecution entered(String... states) {
        for (int i = 0; i < states.length; i++) {
            event("TaskStateEntered", "stateEnteredEventDetails", states[i]);
            event("LambdaFunctionScheduled");
            event("LambdaFunctionStarted");
            if (i < states.length - 1) {
                event("LambdaFunctionSucceeded");
                event("TaskStateExited", "stateExitedEventDetails", states[i]);
            }
        }
        return this;
    }

    private void event(String type, String details, String state) {
        event(type).putObject(details).put("name", state);
    }

    private ObjectNode event(String type) {
        int id = history.size() + 1;
        return history.addObject()
                .put("timestamp", AwsAccount.NOW.getEpochSecond())
                .put("type", type)
                .put("id", id)
                .put("previousEventId", id - 1);
    }

    @Override
    StateMachineExecution self() {
        return this;
    }
}
