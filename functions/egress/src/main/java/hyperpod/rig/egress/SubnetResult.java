package hyperpod.rig.egress;

import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.ingress.IngressPath;
import hyperpod.rig.egress.path.EgressPath;
import java.util.List;
import java.util.Optional;

/**
 * What an audit says of one subnet.
 *
 * @param subnetId {@code subnet-...}
 * @param vpcId {@code vpc-...}
 * @param routeTableId the route table that governs it; absent if the snapshot does not hold it
 * @param verdict the worst of its paths and findings about the way out
 * @param ingressVerdict the worst of its findings about the way in
 * @param paths its ways towards public addresses
 * @param ingressPaths the ways into it from outside
 */
public record SubnetResult(
        String subnetId,
        String vpcId,
        Optional<String> routeTableId,
        Verdict verdict,
        Verdict ingressVerdict,
        List<EgressPath> paths,
        List<IngressPath> ingressPaths) {}
