package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.snapshot.InterfaceService;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.VpcEndpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Services through which somebody outside the VPC connects to what is in it, or that carry elsewhere what nodes send
 * them. The interfaces that they have in the VPC show that they exist, as do their own lists; what no security group
 * lets meet the nodes is passed over. An interface of a service that is not known proves nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html">Requester-managed
 *     network interfaces</a>
 */
final class RemoteAccessChecks {

    private static final Pattern ENDPOINT_ID = Pattern.compile("vpce-[0-9A-Za-z-]+");

    private final NetworkSnapshot network;
    private final NodeReach reach;
    private final AccessLists lists;
    private final Map<String, List<NetworkInterface>> ofServices = new HashMap<>();
    private final Set<String> interfacesOfEndpoints = new HashSet<>();

    RemoteAccessChecks(NetworkSnapshot network, NodeReach reach) {
        this.network = network;
        this.reach = reach;
        lists = new AccessLists(network, reach);
        network.all(ResourceKind.NETWORK_INTERFACE, NetworkInterface.class).stream()
                .filter(used -> used.usedBy().isPresent())
                .sorted(Comparator.comparing(NetworkInterface::networkInterfaceId))
                .forEach(used -> vpcOf(used)
                        .ifPresent(vpc -> ofServices
                                .computeIfAbsent(vpc, key -> new ArrayList<>())
                                .add(used)));
        network.all(ResourceKind.VPC_ENDPOINT, VpcEndpoint.class)
                .forEach(endpoint -> interfacesOfEndpoints.addAll(endpoint.networkInterfaceIds()));
    }

    List<Finding> inbound(String vpcId) {
        return lists.inbound(vpcId);
    }

    private Optional<String> vpcOf(NetworkInterface used) {
        return network.subnet(used.subnetId()).map(Subnet::vpcId).or(used::vpcId);
    }

    List<Finding> findings(String vpcId) {
        List<Finding> findings = new ArrayList<>();
        if (!network.holds(ResourceKind.NETWORK_INTERFACE)) {
            findings.add(MissingPart.of(ResourceKind.NETWORK_INTERFACE, vpcId, network));
        }
        findings.addAll(lists.findings(vpcId));
        // A load balancer has an interface in each of its subnets, and all bear its name.
        Set<String> seen = new HashSet<>();
        for (NetworkInterface used : ofServices.getOrDefault(vpcId, List.of())) {
            InterfaceService service = used.usedBy().orElseThrow();
            if (!lists.name(vpcId, service) && !seen.contains(used.description())) {
                finding(vpcId, used, service).ifPresent(found -> {
                    findings.add(found);
                    if (service.role() == InterfaceService.Role.OUTSIDE
                            && !used.description().isEmpty()) {
                        seen.add(used.description());
                    }
                });
            }
        }
        return findings;
    }

    private Optional<Finding> finding(String vpcId, NetworkInterface used, InterfaceService service) {
        NodeReach.Other other = new NodeReach.Other(
                vpcId, Optional.of(used.subnetId()), Set.copyOf(used.securityGroupIds()), service.keepsClientAddress());
        return switch (service.role()) {
            case OUTSIDE ->
                reach.mayMeet(other)
                        ? Optional.of(found(Control.REMOTE_ACCESS, used, service.words()))
                        : Optional.empty();
            case STORE ->
                used.publicIpv4().isEmpty() || !reach.mayMeet(other)
                        ? Optional.empty()
                        : Optional.of(found(
                                Control.REMOTE_ACCESS,
                                used,
                                service.words() + ", which has the public address "
                                        + String.join(", ", used.publicIpv4())));
            case ENDPOINT -> isListed(used) ? Optional.empty() : Optional.of(unlistedEndpoint(used));
            case JUDGED_ELSEWHERE -> Optional.empty();
            case UNKNOWN ->
                reach.hasGroupsOfNodes(used.securityGroupIds()) || !reach.mayMeet(other)
                        ? Optional.empty()
                        : Optional.of(found(Control.UNKNOWN_PATH, used, service.words()));
        };
    }

    private static Finding found(Control control, NetworkInterface used, String words) {
        return Finding.of(
                control,
                used.networkInterfaceId(),
                "security groups let nodes and " + words + " exchange data" + name(used),
                used.networkInterfaceId() + " in " + used.subnetId() + ": InterfaceType " + used.interfaceType()
                        + ", Description \"" + used.description() + "\", groups " + used.securityGroupIds(),
                "take it out of the VPC, or let no rule of the nodes' security groups name its groups or addresses");
    }

    private static String name(NetworkInterface used) {
        return used.description().isEmpty() ? "" : ": " + used.description();
    }

    /** Whether the endpoint of an interface is in the list of endpoints, by which it is judged. */
    private boolean isListed(NetworkInterface used) {
        Matcher id = ENDPOINT_ID.matcher(used.description());
        return !network.holds(ResourceKind.VPC_ENDPOINT)
                || interfacesOfEndpoints.contains(used.networkInterfaceId())
                || (id.find() && network.vpcEndpoint(id.group()).isPresent());
    }

    private static Finding unlistedEndpoint(NetworkInterface used) {
        return Finding.of(
                Control.MISSING_PART,
                used.networkInterfaceId(),
                "the interface is that of an endpoint which the list of endpoints does not show" + name(used),
                used.networkInterfaceId() + " in " + used.subnetId() + ": InterfaceType " + used.interfaceType()
                        + ", Description \"" + used.description() + "\"",
                "take the snapshot again; if another account owns the endpoint, ask it for "
                        + ResourceKind.VPC_ENDPOINT.command());
    }
}
