package hyperpod.rig.drift;

import hyperpod.rig.egress.finding.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What one run found.
 *
 * @param clusters one for each cluster that was audited
 * @param failures a sentence for each cluster that was not
 */
public record DriftReport(List<ClusterDrift> clusters, List<String> failures) {

    public DriftReport {
        clusters = List.copyOf(clusters);
        failures = List.copyOf(failures);
    }

    /** How many clusters are worse than they were when they were created. */
    long worse() {
        return clusters.stream().filter(ClusterDrift::worse).count();
    }

    /**
     * The network of one cluster.
     *
     * @param clusterName the cluster's name
     * @param before the verdict on the way out when it was created; absent if nobody knows
     * @param verdict the verdict now
     * @param ingressVerdict the verdict on the way in now
     * @param worse whether it is less closed than it was then, the policy no longer holds, or what stands is not what
     *     was asked for
     * @param worsened whether that is new since the last run, and was published
     */
    public record ClusterDrift(
            String clusterName,
            Optional<Verdict> before,
            Verdict verdict,
            Verdict ingressVerdict,
            boolean worse,
            boolean worsened) {}
}
