package hyperpod.rig.drift;

import hyperpod.rig.egress.finding.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What one run found.
 *
 * @param clusters one for each cluster that stands
 */
public record DriftReport(List<ClusterDrift> clusters) {

    public DriftReport {
        clusters = List.copyOf(clusters);
    }

    /**
     * The network of one cluster.
     *
     * @param clusterName the cluster's name
     * @param before the verdict that was known; absent at the first audit
     * @param verdict the verdict now
     * @param worsened whether it is less closed than it was, or the policy no longer holds
     */
    public record ClusterDrift(String clusterName, Optional<Verdict> before, Verdict verdict, boolean worsened) {}
}
