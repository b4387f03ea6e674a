package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.ClientVpnEndpoint;
import hyperpod.rig.egress.snapshot.ClientVpnTargetNetwork;
import hyperpod.rig.egress.snapshot.InstanceConnectEndpoint;
import hyperpod.rig.egress.snapshot.InterfaceService;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import hyperpod.rig.egress.snapshot.ServiceConfiguration;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.VerifiedAccessEndpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the lists of the services themselves say of access from outside: EC2 Instance Connect, Client VPN, Verified
 * Access, and endpoint services that the account offers. An account can hide the interfaces of services from who lists
 * interfaces, and a list can lag, so that one list alone proves no absence.
 */
final class AccessLists {

    private static final List<ResourceKind> NEEDED = List.of(
            ResourceKind.INSTANCE_CONNECT_ENDPOINT,
            ResourceKind.CLIENT_VPN_ENDPOINT,
            ResourceKind.VERIFIED_ACCESS_ENDPOINT);

    private final NetworkSnapshot network;
    private final NodeReach reach;
    private final Map<String, List<Access>> ofVpc = new HashMap<>();
    /** Asked for by few networks. */
    private Optional<Set<Shown>> shown = Optional.empty();

    /** What nobody knows the VPC of, which may be any. */
    private final List<Finding> somewhere = new ArrayList<>();

    /**
     * A way in for people outside that meets the nodes.
     *
     * @param service whose interfaces it is judged with; empty if it has none of its own
     * @param connects whether somebody outside can open a connection to the nodes by it
     */
    private record Access(Optional<InterfaceService> service, Finding finding, boolean connects) {}

    /** A service that has an interface in a VPC. */
    private record Shown(String vpcId, InterfaceService service) {}

    AccessLists(NetworkSnapshot network, NodeReach reach) {
        this.network = network;
        this.reach = reach;
        network.all(ResourceKind.INSTANCE_CONNECT_ENDPOINT, InstanceConnectEndpoint.class).stream()
                .filter(endpoint -> !endpoint.gone())
                .forEach(this::instanceConnect);
        clientVpn();
        network.all(ResourceKind.VERIFIED_ACCESS_ENDPOINT, VerifiedAccessEndpoint.class).stream()
                .filter(endpoint -> !endpoint.deleted())
                .forEach(this::verifiedAccess);
        offeredServices();
    }

    List<Finding> findings(String vpcId) {
        Stream<Finding> missing =
                NEEDED.stream().filter(kind -> !network.holds(kind)).map(kind -> MissingPart.of(kind, vpcId, network));
        Stream<Finding> here = ofVpc.getOrDefault(vpcId, List.of()).stream().map(Access::finding);
        return Stream.of(missing, here, somewhere.stream())
                .flatMap(Function.identity())
                .distinct()
                .toList();
    }

    /** The same for the way in: what no interface shows, since an account can hide the interfaces of services. */
    List<Finding> inbound(String vpcId) {
        Stream<Finding> missing = NEEDED.stream()
                .filter(kind -> !network.holds(kind))
                .map(kind -> MissingPart.inbound(kind, vpcId, network));
        Stream<Finding> hidden = ofVpc.getOrDefault(vpcId, List.of()).stream()
                .filter(access -> access.connects()
                        && access.service()
                                .filter(service -> !shown().contains(new Shown(vpcId, service)))
                                .isPresent())
                .map(access -> access.finding().by(Control.CONNECTION_THROUGH_SERVICE));
        return Stream.concat(missing, hidden).distinct().toList();
    }

    private Set<Shown> shown() {
        if (shown.isEmpty()) {
            Set<Shown> found = new HashSet<>();
            for (NetworkInterface used : network.all(ResourceKind.NETWORK_INTERFACE, NetworkInterface.class)) {
                if (used.usedBy().isPresent()) {
                    vpcOfSubnet(Optional.of(used.subnetId()))
                            .ifPresent(vpc ->
                                    found.add(new Shown(vpc, used.usedBy().get())));
                }
            }
            shown = Optional.of(found);
        }
        return shown.get();
    }

    /** Whether a list names an access of this kind in the VPC, so that its interfaces need not be judged again. */
    boolean name(String vpcId, InterfaceService service) {
        return ofVpc.getOrDefault(vpcId, List.of()).stream()
                .anyMatch(access -> access.service().equals(Optional.of(service)));
    }

    private void add(NodeReach.Other from, Optional<InterfaceService> service, Finding finding) {
        if (reach.mayMeet(from)) {
            ofVpc.computeIfAbsent(from.vpcId(), key -> new ArrayList<>())
                    .add(new Access(service, finding, reach.mayConnectIn(from)));
        }
    }

    private void instanceConnect(InstanceConnectEndpoint endpoint) {
        String id = endpoint.instanceConnectEndpointId();
        add(
                new NodeReach.Other(
                        endpoint.vpcId(),
                        endpoint.subnetId(),
                        Set.copyOf(endpoint.securityGroupIds()),
                        endpoint.preserveClientIp()),
                Optional.of(InterfaceService.INSTANCE_CONNECT_ENDPOINT),
                Finding.of(
                        Control.REMOTE_ACCESS,
                        id,
                        "people log in to nodes through " + id + ", an EC2 Instance Connect endpoint",
                        id + " in " + endpoint.subnetId().orElse(endpoint.vpcId()) + ", groups "
                                + endpoint.securityGroupIds(),
                        Remedy.command(
                                "aws",
                                "ec2",
                                "delete-instance-connect-endpoint",
                                "--instance-connect-endpoint-id",
                                id)));
    }

    private void clientVpn() {
        Set<String> placed = new HashSet<>();
        for (ClientVpnTargetNetwork target :
                network.all(ResourceKind.CLIENT_VPN_TARGET_NETWORK, ClientVpnTargetNetwork.class)) {
            Optional<String> vpc = target.vpcId().or(() -> vpcOfSubnet(target.subnetId()));
            if (vpc.isPresent() && !target.ended()) {
                placed.add(target.clientVpnEndpointId());
                clientVpn(vpc.get(), target.clientVpnEndpointId(), target.subnetId(), target.securityGroupIds());
            }
        }
        for (ClientVpnEndpoint endpoint : network.all(ResourceKind.CLIENT_VPN_ENDPOINT, ClientVpnEndpoint.class)) {
            String id = endpoint.clientVpnEndpointId();
            if (!endpoint.leadsNowhere() && !placed.contains(id)) {
                endpoint.vpcId()
                        .ifPresentOrElse(
                                vpc -> clientVpn(vpc, id, Optional.empty(), endpoint.securityGroupIds()),
                                () -> unplaced(endpoint));
            }
        }
    }

    /** An endpoint that does not say itself where it leads: the list of its target networks would. */
    private void unplaced(ClientVpnEndpoint endpoint) {
        if (!endpoint.ofTransitGateway() && !network.holds(ResourceKind.CLIENT_VPN_TARGET_NETWORK)) {
            somewhere.add(
                    MissingPart.of(ResourceKind.CLIENT_VPN_TARGET_NETWORK, endpoint.clientVpnEndpointId(), network));
        }
    }

    private void clientVpn(String vpc, String id, Optional<String> subnetId, List<String> groupIds) {
        add(
                new NodeReach.Other(vpc, subnetId, Set.copyOf(groupIds), false),
                Optional.of(InterfaceService.CLIENT_VPN),
                Finding.of(
                        Control.REMOTE_ACCESS,
                        id,
                        "people outside reach nodes through " + id + ", a Client VPN endpoint",
                        id + " leads into " + subnetId.orElse(vpc) + ", groups " + groupIds,
                        Remedy.command("aws", "ec2", "delete-client-vpn-endpoint", "--client-vpn-endpoint-id", id)));
    }

    private void verifiedAccess(VerifiedAccessEndpoint endpoint) {
        String id = endpoint.verifiedAccessEndpointId();
        Finding finding = Finding.of(
                Control.REMOTE_ACCESS,
                id,
                "people outside reach nodes through " + id + ", an endpoint of Verified Access",
                id + ": subnets " + endpoint.subnetIds() + ", interface "
                        + endpoint.networkInterfaceId().orElse("none") + ", groups " + endpoint.securityGroupIds(),
                Remedy.command("aws", "ec2", "delete-verified-access-endpoint", "--verified-access-endpoint-id", id));
        if (endpoint.saysNoPlace()) {
            somewhere.add(finding);
        }
        vpcsOf(endpoint)
                .forEach(vpc -> add(
                        new NodeReach.Other(vpc, Optional.empty(), Set.copyOf(endpoint.securityGroupIds()), false),
                        Optional.of(InterfaceService.VERIFIED_ACCESS),
                        finding));
    }

    private Set<String> vpcsOf(VerifiedAccessEndpoint endpoint) {
        Set<String> vpcs = new HashSet<>();
        endpoint.subnetIds().forEach(id -> vpcOfSubnet(Optional.of(id)).ifPresent(vpcs::add));
        endpoint.networkInterfaceId()
                .flatMap(network::networkInterface)
                .flatMap(target -> vpcOfSubnet(Optional.of(target.subnetId())))
                .ifPresent(vpcs::add);
        endpoint.securityGroupIds()
                .forEach(id ->
                        network.securityGroup(id).flatMap(SecurityGroup::vpcId).ifPresent(vpcs::add));
        return vpcs;
    }

    private Optional<String> vpcOfSubnet(Optional<String> subnetId) {
        return subnetId.flatMap(network::subnet).map(Subnet::vpcId);
    }

    /** Endpoint services lead to load balancers, which have interfaces here. */
    private void offeredServices() {
        Map<String, NetworkInterface> loadBalancers = new HashMap<>();
        for (NetworkInterface used : network.all(ResourceKind.NETWORK_INTERFACE, NetworkInterface.class)) {
            if (used.usedBy().filter(InterfaceService.LOAD_BALANCER::equals).isPresent()) {
                loadBalancers.put(used.description().replaceFirst("^ELB ", ""), used);
            }
        }
        for (ServiceConfiguration service :
                network.all(ResourceKind.SERVICE_CONFIGURATION, ServiceConfiguration.class)) {
            for (String arn : service.gone() ? List.<String>of() : service.loadBalancerArns()) {
                Optional.ofNullable(loadBalancers.get(arn.replaceFirst("^.*:loadbalancer/", "")))
                        .ifPresent(used -> vpcOfSubnet(Optional.of(used.subnetId()))
                                .ifPresent(vpc -> offeredService(service, arn, used, vpc)));
            }
        }
    }

    private void offeredService(ServiceConfiguration service, String arn, NetworkInterface used, String vpc) {
        String id = service.serviceId();
        add(
                new NodeReach.Other(vpc, Optional.of(used.subnetId()), Set.copyOf(used.securityGroupIds()), true),
                Optional.empty(),
                Finding.of(
                        Control.REMOTE_ACCESS,
                        id,
                        "other VPCs and accounts reach nodes through " + id
                                + ", an endpoint service that the account offers",
                        id + ": " + arn + " has " + used.networkInterfaceId() + " in " + used.subnetId(),
                        Remedy.command(
                                "aws", "ec2", "delete-vpc-endpoint-service-configurations", "--service-ids", id)));
    }
}
