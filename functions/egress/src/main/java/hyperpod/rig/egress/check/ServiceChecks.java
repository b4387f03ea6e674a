package hyperpod.rig.egress.check;

import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayList;
import java.util.List;

/** The services of AWS by which data leaves a VPC without a route: each of them has checks of its own. */
final class ServiceChecks {

    private final PrivateLinkChecks privateLink;
    private final LatticeChecks lattice;
    private final RemoteAccessChecks remoteAccess;
    private final TrafficMirrorChecks trafficMirrors;
    private final DnsChecks dns;

    /**
     * @param network the network
     * @param securityGroupIds the groups of the nodes, none if they are not judged
     */
    ServiceChecks(NetworkSnapshot network, List<String> securityGroupIds) {
        NodeReach reach = new NodeReach(network, securityGroupIds);
        privateLink = new PrivateLinkChecks(network);
        lattice = new LatticeChecks(network, securityGroupIds);
        remoteAccess = new RemoteAccessChecks(network, reach);
        trafficMirrors = new TrafficMirrorChecks(network, reach);
        dns = new DnsChecks(network);
    }

    /** What concerns every subnet of a VPC. */
    List<Finding> findings(String vpcId) {
        List<Finding> findings = new ArrayList<>(privateLink.findings(vpcId));
        findings.addAll(lattice.findings(vpcId));
        findings.addAll(remoteAccess.findings(vpcId));
        findings.addAll(trafficMirrors.findings(vpcId));
        findings.addAll(dns.findings(vpcId));
        return findings;
    }

    List<Finding> inbound(String vpcId) {
        return remoteAccess.inbound(vpcId);
    }

    /** What concerns one subnet alone. */
    List<Finding> findings(Subnet subnet) {
        return trafficMirrors.findings(subnet);
    }
}
