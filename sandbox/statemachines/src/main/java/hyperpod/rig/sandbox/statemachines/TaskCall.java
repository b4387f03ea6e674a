package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One attempt of a task.
 *
 * @param resource ARN of the function or integration
 * @param arguments what it is called with
 * @param executionArn the execution that calls it
 * @param state name of the state
 * @param attempt 0 for the first
 * @param time virtual time of the call
 */
public record TaskCall(
        String resource, JsonNode arguments, String executionArn, String state, int attempt, Instant time) {}
