package hyperpod.rig.egress;

import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.path.EgressPath;
import java.util.List;
import java.util.Optional;

/**
 * What an audit says of one subnet.
 *
 * @param subnetId {@code subnet-...}
 * @param vpcId {@code vpc-...}
 * @param routeTableId the route table that governs it; absent if the snapshot does not hold it
 * @param verdict the worst of its paths and findings
 * @param paths its ways towards public addresses
 */
public record SubnetResult(
        String subnetId, String vpcId, Optional<String> routeTableId, Verdict verdict, List<EgressPath> paths) {}
