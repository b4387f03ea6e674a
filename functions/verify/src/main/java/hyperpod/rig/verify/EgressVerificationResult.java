package hyperpod.rig.verify;

import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.SubnetResult;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.network.evidence.EvidenceLocation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/**
 * What the verification found; small enough for a state's 256 KiB.
 *
 * @param verdict the worst of the subnets' about the way out
 * @param ingressVerdict the worst of theirs about the way in
 * @param policy {@code strict} or {@code standard}
 * @param policyHolds whether the policy accepts everything that was found
 * @param subnets the verdicts of the subnets, the worst first
 * @param otherSubnets how many more there are
 * @param findings those that the policy refuses first, then the most severe ones, each with at most 20 of its subnets
 * @param otherFindings how many more there are
 * @param otherInterfaces interfaces in the request's subnets whose security groups are not the request's: these are not
 *     judged by the request's groups
 * @param evidence where the reports and the snapshot lie; absent if they could not be stored
 */
public record EgressVerificationResult(
        Verdict verdict,
        Verdict ingressVerdict,
        String policy,
        boolean policyHolds,
        List<SubnetVerdict> subnets,
        int otherSubnets,
        List<Finding> findings,
        int otherFindings,
        List<OtherInterface> otherInterfaces,
        Optional<EvidenceLocation> evidence) {

    private static final int MAX_SUBNETS = 100;
    private static final int MAX_PATHS = 5;
    private static final int MAX_FINDINGS = 20;
    private static final int MAX_SUBNETS_OF_FINDING = 20;
    /** Of a path or a finding's texts, which may name a hundred hops; the evidence has them whole. */
    private static final int MAX_TEXT = 700;

    /** The verdict of one subnet and the paths that are not closed, each as its hops. */
    public record SubnetVerdict(String subnetId, Optional<String> routeTableId, Verdict verdict, List<String> paths) {

        static SubnetVerdict of(SubnetResult result) {
            List<String> paths = result.paths().stream()
                    .limit(MAX_PATHS)
                    .map(path -> StringUtils.abbreviate(
                            path.status() + " " + path.destination() + " " + String.join(" > ", path.hops()), MAX_TEXT))
                    .toList();
            return new SubnetVerdict(result.subnetId(), result.routeTableId(), result.verdict(), paths);
        }
    }

    /** The result of an audit, with what a state cannot hold left to the evidence. */
    static EgressVerificationResult of(
            AuditResult result, List<OtherInterface> otherInterfaces, Optional<EvidenceLocation> evidence) {
        List<SubnetResult> worstFirst = result.subnets().stream()
                .sorted(Comparator.comparing(SubnetResult::verdict).reversed())
                .toList();
        return new EgressVerificationResult(
                result.verdict(),
                result.ingressVerdict(),
                result.policy().text(),
                result.policyHolds(),
                worstFirst.stream().limit(MAX_SUBNETS).map(SubnetVerdict::of).toList(),
                Math.max(0, worstFirst.size() - MAX_SUBNETS),
                result.findings().stream()
                        .sorted(Comparator.comparing(Finding::refused).reversed())
                        .limit(MAX_FINDINGS)
                        .map(EgressVerificationResult::shortened)
                        .toList(),
                Math.max(0, result.findings().size() - MAX_FINDINGS),
                otherInterfaces,
                evidence);
    }

    private static Finding shortened(Finding finding) {
        return finding.saying(
                        StringUtils.abbreviate(finding.message(), MAX_TEXT),
                        StringUtils.abbreviate(finding.evidence(), MAX_TEXT),
                        StringUtils.abbreviate(finding.remediation(), MAX_TEXT))
                .in(finding.subnetIds().stream().limit(MAX_SUBNETS_OF_FINDING).toList());
    }

    /** An interface with security groups of its own. */
    public record OtherInterface(String networkInterfaceId, String subnetId, List<String> securityGroupIds) {}

    /** Why the policy does not hold, and what to do, in one text. */
    String refusal() {
        String why = findings.stream()
                .filter(Finding::refused)
                .map(finding -> finding.control() + " " + finding.resourceId() + ": " + finding.message() + ". Remedy: "
                        + finding.remediation())
                .collect(Collectors.joining("; "));
        return "the network is " + verdict + ", which the egress policy " + policy + " does not accept. " + why
                + (otherFindings > 0 ? "; and " + otherFindings + " more findings" : "")
                + evidence.map(location -> ". Report: " + location.report()).orElse("");
    }
}
