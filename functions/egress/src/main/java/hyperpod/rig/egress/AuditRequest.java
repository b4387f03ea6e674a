package hyperpod.rig.egress;

import hyperpod.rig.egress.policy.EffectivePolicy;
import hyperpod.rig.egress.policy.EgressPolicy;
import java.time.LocalDate;
import java.util.List;

/**
 * What to audit.
 *
 * @param subnetIds the subnets; none means every subnet of the snapshot
 * @param securityGroupIds the groups of the interfaces in them; none means that security groups count as letting
 *     everything out and are not judged
 * @param policy what it is judged by, which changes nothing of what is found
 * @param reinforcementFineTuning whether nodes need endpoints to AWS Lambda and Amazon SQS too
 * @param day the day of the audit in UTC, which decides whether a waiver has expired
 */
public record AuditRequest(
        List<String> subnetIds,
        List<String> securityGroupIds,
        EffectivePolicy policy,
        boolean reinforcementFineTuning,
        LocalDate day) {

    public AuditRequest {
        subnetIds = List.copyOf(subnetIds);
        securityGroupIds = List.copyOf(securityGroupIds);
    }

    /** Without reinforcement fine-tuning, judged by a policy that the requester chose. */
    public AuditRequest(List<String> subnetIds, List<String> securityGroupIds, EgressPolicy policy, LocalDate day) {
        this(subnetIds, securityGroupIds, EffectivePolicy.requested(policy), false, day);
    }
}
