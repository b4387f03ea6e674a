package hyperpod.rig.drift;

import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.network.evidence.EvidenceLocation;
import hyperpod.rig.resources.OwnedResource;
import hyperpod.rig.resources.ResourceEvents;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The detail of the event {@code Egress Verdict Worsened}.
 *
 * @param clusterName the cluster whose network is less closed than it was
 * @param clusterArn its ARN
 * @param executionName the execution that created it
 * @param before the verdict that was known; absent at the first audit
 * @param verdict the verdict now
 * @param policyHolds whether the policy accepts it
 * @param findings those that the policy refuses first, then the most severe ones
 * @param evidence where the reports and the snapshot lie
 */
record EgressVerdictWorsened(
        String clusterName,
        String clusterArn,
        String executionName,
        Optional<Verdict> before,
        Verdict verdict,
        boolean policyHolds,
        List<Finding> findings,
        Optional<EvidenceLocation> evidence) {

    private static final String DETAIL_TYPE = "Egress Verdict Worsened";
    /** An event holds 256 KB; the findings come with the most severe first, and the evidence holds the rest. */
    private static final int MAX_FINDINGS = 20;

    private static final int MAX_SUBNETS_OF_FINDING = 20;

    static EgressVerdictWorsened of(
            OwnedResource cluster, Optional<Verdict> before, AuditResult result, Optional<EvidenceLocation> evidence) {
        return new EgressVerdictWorsened(
                cluster.id(),
                cluster.arn(),
                cluster.executionName(),
                before,
                result.verdict(),
                result.policyHolds(),
                result.findings().stream()
                        .sorted(Comparator.comparing(Finding::refused).reversed())
                        .limit(MAX_FINDINGS)
                        .map(EgressVerdictWorsened::shortened)
                        .toList(),
                evidence);
    }

    private static Finding shortened(Finding finding) {
        return finding.in(
                finding.subnetIds().stream().limit(MAX_SUBNETS_OF_FINDING).toList());
    }

    void publish(ResourceEvents events) {
        events.publish(DETAIL_TYPE, List.of(clusterArn), this);
    }
}
