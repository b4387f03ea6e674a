package hyperpod.rig.egress;

import java.util.List;

/**
 * What to audit.
 *
 * @param subnetIds the subnets; none means every subnet of the snapshot
 * @param securityGroupIds the groups of the interfaces in them; none means that this layer counts as open and is not judged
 * @param policy what the network must hold
 */
public record AuditRequest(List<String> subnetIds, List<String> securityGroupIds, EgressPolicy policy) {

    public AuditRequest {
        subnetIds = List.copyOf(subnetIds);
        securityGroupIds = List.copyOf(securityGroupIds);
    }
}
