package hyperpod.rig.egress;

import java.time.LocalDate;
import java.util.List;

/**
 * What was asked of an audit, beside the policy.
 *
 * @param networks the subnets, each list with the security groups of the interfaces in them
 * @param reinforcementFineTuning whether nodes need endpoints to AWS Lambda and Amazon SQS too
 * @param day the day of the audit in UTC, by which waivers expire
 */
public record AuditScope(List<AuditedNetwork> networks, boolean reinforcementFineTuning, LocalDate day) {

    /**
     * Subnets and the groups of the interfaces in them.
     *
     * @param subnetIds the subnets; none means every subnet of the snapshot
     * @param securityGroupIds none means that security groups count as letting everything through and are not judged
     */
    public record AuditedNetwork(List<String> subnetIds, List<String> securityGroupIds) {

        public AuditedNetwork {
            subnetIds = List.copyOf(subnetIds);
            securityGroupIds = List.copyOf(securityGroupIds);
        }
    }

    public AuditScope {
        networks = List.copyOf(networks);
    }
}
