package hyperpod.rig.egress;

import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicy;
import java.util.List;

/**
 * What an audit found. Its JSON form is the output of {@code ./egress-audit --format json}.
 *
 * @param verdict the worst of the subnets'
 * @param policy the policy's mode
 * @param policyHolds whether the policy accepts what nobody has waived
 * @param subnets one for each audited subnet
 * @param findings each once, most severe first
 */
public record AuditResult(
        Verdict verdict, EgressPolicy.Mode policy, boolean policyHolds, List<SubnetResult> subnets, List<Finding> findings) {}
