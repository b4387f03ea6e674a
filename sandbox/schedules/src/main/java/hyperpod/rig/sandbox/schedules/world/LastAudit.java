package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.sandbox.schedules.world.Violation.Kind;
import hyperpod.rig.sandbox.statemachines.TaskResult;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * When all is at rest the networks are audited again: of each cluster that is counted on and stands, and of no other;
 * and nothing is worse, because nobody opened a network.
 */
final class LastAudit {

    private final World world;

    LastAudit(World world) {
        this.world = world;
    }

    void judge() {
        if (!(world.run("AuditDrift", Json.MAPPER.createObjectNode())
                instanceof TaskResult.Succeeded(JsonNode report))) {
            violated("the networks cannot be audited again, though nothing hinders it");
            return;
        }
        world.trace().note("audit " + report);
        Set<String> audited = report.path("clusters")
                .valueStream()
                .map(cluster -> cluster.path("clusterName").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> standing = standing();
        if (!audited.equals(standing)) {
            violated("the networks of " + audited + " were audited again, and " + standing + " stand");
        }
        report.path("clusters")
                .valueStream()
                .filter(cluster -> cluster.path("worse").asBoolean())
                .forEach(cluster -> violated("the network is told to be worse, and nobody touched it: " + cluster));
    }

    private Set<String> standing() {
        return world.provisionings().stream()
                .flatMap(execution -> world.entry(execution).stream())
                .filter(entry -> world.countedOn(entry)
                        .map(cluster -> cluster.path("ClusterStatus").asText())
                        .filter(status -> !status.equals("Deleting"))
                        .isPresent())
                .map(LedgerEntry::clusterName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void violated(String words) {
        world.truth().violated(Kind.MISREPORTED, words);
    }
}
