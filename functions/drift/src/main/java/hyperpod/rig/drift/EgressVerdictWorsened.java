package hyperpod.rig.drift;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.resources.ResourceEvents;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;

/**
 * The detail of the event {@code Egress Verdict Worsened}.
 *
 * @param clusterName the cluster whose network is less closed than it was
 * @param clusterArn its ARN
 * @param executionName the execution that created it
 * @param before the verdict on the way out when it was created; absent if nobody knows
 * @param verdict the verdict on the way out now
 * @param ingressBefore the verdict on the way in when it was created; absent if nobody knows
 * @param ingressVerdict the verdict on the way in now
 * @param policyHolds whether the policy accepts everything that was found
 * @param differences what stands and is not what the execution was asked for, a sentence each
 * @param comparison what is different from the report of that time; absent if that cannot be read
 * @param changes the calls that made somebody look, the newest last; none if the schedule did
 * @param findings those that the policy refuses first, then the most severe ones
 * @param evidence where the reports and the snapshot lie
 */
record EgressVerdictWorsened(
        String clusterName,
        String clusterArn,
        String executionName,
        Optional<Verdict> before,
        Verdict verdict,
        Optional<Verdict> ingressBefore,
        Verdict ingressVerdict,
        boolean policyHolds,
        List<String> differences,
        Optional<Comparison> comparison,
        List<NetworkChange> changes,
        List<Finding> findings,
        Optional<JsonNode> evidence) {

    private static final String DETAIL_TYPE = "Egress Verdict Worsened";
    /** An event holds 256 KB; the findings come with the most severe first, and the evidence holds the rest. */
    private static final int MAX_NAMED = 20;

    private static final int MAX_TEXT = 700;

    static EgressVerdictWorsened of(
            StandingCluster cluster,
            Beginning beginning,
            AuditResult result,
            List<String> differences,
            Optional<Comparison> comparison,
            List<NetworkChange> changes,
            Optional<JsonNode> evidence) {
        return new EgressVerdictWorsened(
                cluster.name(),
                cluster.arn(),
                cluster.executionName(),
                beginning.verdict(),
                result.verdict(),
                beginning.ingressVerdict(),
                result.ingressVerdict(),
                result.policyHolds(),
                differences.stream()
                        .limit(MAX_NAMED)
                        .map(difference -> StringUtils.abbreviate(difference, MAX_TEXT))
                        .toList(),
                comparison,
                changes.stream().skip(Math.max(0, changes.size() - MAX_NAMED)).toList(),
                result.findings().stream()
                        .sorted(Comparator.comparing(Finding::refused).reversed())
                        .limit(MAX_NAMED)
                        .map(EgressVerdictWorsened::shortened)
                        .toList(),
                evidence);
    }

    private static Finding shortened(Finding finding) {
        return finding.in(finding.subnetIds().stream().limit(MAX_NAMED).toList());
    }

    void publish(ResourceEvents events) {
        events.publish(DETAIL_TYPE, List.of(clusterArn), this);
    }
}
