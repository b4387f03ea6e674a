package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.TrafficMirrorSession;
import hyperpod.rig.egress.snapshot.TrafficMirrorTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Traffic Mirroring copies what an interface sends and receives to a target, past security groups and network ACLs. A
 * session whose source no list of interfaces shows is elsewhere: sessions are listed for a whole account.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/mirroring/what-is-traffic-mirroring.html">What is Traffic
 *     Mirroring?</a>
 */
final class TrafficMirrorChecks {

    private final NetworkSnapshot network;
    private final NodeReach reach;
    private final Map<String, TrafficMirrorTarget> targets = new HashMap<>();
    private final Map<String, List<Finding>> ofSubnet = new HashMap<>();
    private final Map<String, List<Finding>> ofVpc = new HashMap<>();

    TrafficMirrorChecks(NetworkSnapshot network, NodeReach reach) {
        this.network = network;
        this.reach = reach;
        network.all(ResourceKind.TRAFFIC_MIRROR_TARGET, TrafficMirrorTarget.class)
                .forEach(target -> targets.put(target.trafficMirrorTargetId(), target));
        network.all(ResourceKind.TRAFFIC_MIRROR_SESSION, TrafficMirrorSession.class).stream()
                .forEach(session -> network.networkInterface(session.networkInterfaceId())
                        .ifPresent(source -> place(session, source)));
    }

    /** The copies of what nodes exchange with an interface elsewhere in their VPC. */
    List<Finding> findings(String vpcId) {
        return network.holds(ResourceKind.TRAFFIC_MIRROR_SESSION)
                ? ofVpc.getOrDefault(vpcId, List.of())
                : List.of(MissingPart.of(ResourceKind.TRAFFIC_MIRROR_SESSION, vpcId, network));
    }

    /** The copies of what an interface in the subnet sends and receives. */
    List<Finding> findings(Subnet subnet) {
        return ofSubnet.getOrDefault(subnet.subnetId(), List.of());
    }

    private void place(TrafficMirrorSession session, NetworkInterface source) {
        Finding finding = finding(session, source);
        ofSubnet.computeIfAbsent(source.subnetId(), key -> new ArrayList<>()).add(finding);
        Optional<String> vpc =
                network.subnet(source.subnetId()).map(Subnet::vpcId).or(source::vpcId);
        vpc.filter(id -> reach.mayMeet(new NodeReach.Other(
                        id, Optional.of(source.subnetId()), Set.copyOf(source.securityGroupIds()), false)))
                .ifPresent(id ->
                        ofVpc.computeIfAbsent(id, key -> new ArrayList<>()).add(finding));
    }

    private Finding finding(TrafficMirrorSession session, NetworkInterface source) {
        Optional<TrafficMirrorTarget> target = Optional.ofNullable(targets.get(session.trafficMirrorTargetId()));
        String receiver = target.flatMap(TrafficMirrorTarget::receiverId).orElse(session.trafficMirrorTargetId());
        return Finding.of(
                Control.TRAFFIC_MIRRORING,
                session.trafficMirrorSessionId(),
                "what " + source.networkInterfaceId() + " sends and receives is copied to " + receiver
                        + target.flatMap(TrafficMirrorTarget::ownerId)
                                .map(owner -> " of the account " + owner)
                                .orElse("")
                        + ", past security groups and network ACLs",
                session.trafficMirrorSessionId() + ": " + source.networkInterfaceId() + " in " + source.subnetId()
                        + " -> " + session.trafficMirrorTargetId(),
                Remedy.command(
                        "aws",
                        "ec2",
                        "delete-traffic-mirror-session",
                        "--traffic-mirror-session-id",
                        session.trafficMirrorSessionId()));
    }
}
