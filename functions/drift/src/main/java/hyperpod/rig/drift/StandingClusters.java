package hyperpod.rig.drift;

import hyperpod.rig.core.SideBySide;
import hyperpod.rig.resources.OwnClusters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sagemaker.model.ClusterStatus;

/** The clusters that executions of the application created and that still stand. */
final class StandingClusters {

    /** One that is being created is audited by its execution, one that is being deleted by nobody. */
    private static final Set<String> NOT_STANDING =
            Set.of(ClusterStatus.CREATING.toString(), ClusterStatus.DELETING.toString());

    private final OwnClusters clusters;

    StandingClusters(OwnClusters clusters) {
        this.clusters = clusters;
    }

    /** All of them; one that is gone by the time that it is described is left out. */
    List<StandingCluster> all() {
        Map<String, Supplier<Optional<StandingCluster>>> calls = new LinkedHashMap<>();
        clusters.ofApplication().stream()
                .filter(cluster -> !NOT_STANDING.contains(cluster.status()))
                .forEach(cluster -> calls.put(
                        cluster.arn(),
                        () -> clusters.describe(cluster.arn())
                                .map(described -> new StandingCluster(cluster, described))));
        return SideBySide.call(calls, DriftAudit.CLUSTERS_AT_ONCE).values().stream()
                .flatMap(Optional::stream)
                .toList();
    }
}
