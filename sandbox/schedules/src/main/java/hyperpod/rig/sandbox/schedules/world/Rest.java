package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.TaskResult;
import java.time.Duration;
import java.util.Set;

/** Lets hours pass, with a sweep in each, until nothing happens any more. */
final class Rest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MOST_HOURS = 60;
    private static final int QUIET_HOURS = 2;
    private static final Set<String> SETTLED =
            Set.of("InService", "Failed", "RollbackFailed", "AVAILABLE", "FAILED", "MISCONFIGURED");

    private final World world;

    Rest(World world) {
        this.world = world;
    }

    void await() {
        int quiet = 0;
        for (int hour = 0; hour < MOST_HOURS && quiet < QUIET_HOURS; hour++) {
            int executions = world.stepFunctions().executions().size();
            sweep();
            world.pass(HOUR);
            boolean rests = world.stepFunctions().executions().stream().noneMatch(Execution::isRunning)
                    && world.stepFunctions().executions().size() == executions
                    && isSettled();
            quiet = rests ? quiet + 1 : 0;
        }
        world.trace().note("rest");
    }

    private void sweep() {
        if (world.run("Sweep", Json.MAPPER.createObjectNode()) instanceof TaskResult.Succeeded(JsonNode report)) {
            world.trace().note("sweep " + report);
            ring(report, "orphaned", "OrphanedResources");
            ring(report, "disputed", "DisputedResources");
        } else {
            world.truth().rung("SweepFailed");
        }
    }

    private void ring(JsonNode report, String kind, String metric) {
        if (!report.required(kind).isEmpty()) {
            world.truth().rung(metric);
        }
    }

    private boolean isSettled() {
        JsonNode state = world.surroundings().simulator().state();
        for (JsonNode cluster : state.get("clusters")) {
            if (!SETTLED.contains(cluster.path("ClusterStatus").asText())) {
                return false;
            }
        }
        for (JsonNode fileSystem : state.get("fileSystems")) {
            if (!SETTLED.contains(fileSystem.path("Lifecycle").asText())) {
                return false;
            }
        }
        return true;
    }
}
