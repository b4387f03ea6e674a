package hyperpod.rig.egress;

import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicy;
import java.util.Comparator;
import java.util.List;

/**
 * What an audit found. Its JSON form is the output of {@code ./egress-audit --format json}.
 *
 * @param verdict the worst of the subnets'
 * @param policy the policy's mode
 * @param policyHolds whether the policy accepts the findings that are not waived
 * @param subnets one for each audited subnet
 * @param findings of all subnets, each once, most severe first
 */
public record AuditResult(
        Verdict verdict,
        EgressPolicy.Mode policy,
        boolean policyHolds,
        List<SubnetResult> subnets,
        List<Finding> findings) {

    private static final Comparator<Finding> MOST_SEVERE_FIRST = Comparator.comparing(Finding::severity)
            .thenComparing(Finding::control)
            .thenComparing(Finding::resourceId);

    /** Sorts the findings. */
    public AuditResult {
        subnets = List.copyOf(subnets);
        findings = findings.stream().distinct().sorted(MOST_SEVERE_FIRST).toList();
    }

    /** Several audits under one policy as one: the worst verdict, every subnet, each finding once. */
    public static AuditResult merged(List<AuditResult> audits) {
        return new AuditResult(
                Verdict.worst(audits.stream().map(AuditResult::verdict).toList()),
                audits.getFirst().policy(),
                audits.stream().allMatch(AuditResult::policyHolds),
                audits.stream().flatMap(audit -> audit.subnets().stream()).toList(),
                audits.stream().flatMap(audit -> audit.findings().stream()).toList());
    }
}
