package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * One evaluation of an expression.
 *
 * @param location its place, such as {@code provision/CreateCluster/Assign/clusterArn}
 * @param variables what it could see, {@code states} among it
 * @param time what {@code $millis} and {@code $now} say
 * @param result empty if it failed or had no value
 */
public record Evaluation(
        String location, String expression, JsonNode variables, Instant time, Optional<JsonNode> result) {}
