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
    private final Map<String, List<Access>> ofVpc = new HashMap<>();

    /** A way in for people outside, which may or may not meet the nodes. */
    private record Access(InterfaceService service, boolean meetsNodes, Finding finding) {}

    AccessLists(NetworkSnapshot network, NodeReach reach) {
        this.network = network;
        instanceConnect(reach);
        clientVpn(reach);
        verifiedAccess(reach);
        offeredServices(reach);
    }

    List<Finding> findings(String vpcId) {
        return Stream.concat(
                        NEEDED.stream()
                                .filter(kind -> !network.holds(kind))
                                .map(kind -> MissingPart.of(kind, vpcId, network)),
                        ofVpc.getOrDefault(vpcId, List.of()).stream()
                                .filter(Access::meetsNodes)
                                .map(Access::finding))
                .distinct()
                .toList();
    }

    /** Whether a list names an access of this kind in the VPC, so that its interfaces need not be judged again. */
    boolean name(String vpcId, InterfaceService service) {
        return ofVpc.getOrDefault(vpcId, List.of()).stream()
                .anyMatch(access -> access.service() == service && access.meetsNodes());
    }

    private void add(String vpcId, InterfaceService service, boolean meetsNodes, Finding finding) {
        ofVpc.computeIfAbsent(vpcId, key -> new ArrayList<>()).add(new Access(service, meetsNodes, finding));
    }

    private Optional<String> vpcOfSubnet(Optional<String> subnetId) {
        return subnetId.flatMap(network::subnet).map(Subnet::vpcId);
    }

    private void instanceConnect(NodeReach reach) {
        for (InstanceConnectEndpoint endpoint :
                network.all(ResourceKind.INSTANCE_CONNECT_ENDPOINT, InstanceConnectEndpoint.class)) {
            endpoint.vpcId()
                    .or(() -> vpcOfSubnet(endpoint.subnetId()))
                    .filter(vpc -> !endpoint.gone())
                    .ifPresent(vpc -> add(
                            vpc,
                            InterfaceService.INSTANCE_CONNECT_ENDPOINT,
                            reach.mayMeet(new NodeReach.Other(
                                    vpc,
                                    endpoint.subnetId(),
                                    Set.copyOf(endpoint.securityGroupIds()),
                                    endpoint.preserveClientIp())),
                            Finding.of(
                                    Control.REMOTE_ACCESS,
                                    endpoint.instanceConnectEndpointId(),
                                    "people log in to nodes through " + endpoint.instanceConnectEndpointId()
                                            + ", an EC2 Instance Connect endpoint",
                                    endpoint.instanceConnectEndpointId() + " in "
                                            + endpoint.subnetId().orElse(vpc) + ", groups "
                                            + endpoint.securityGroupIds(),
                                    Remedy.command(
                                            "aws",
                                            "ec2",
                                            "delete-instance-connect-endpoint",
                                            "--instance-connect-endpoint-id",
                                            endpoint.instanceConnectEndpointId()))));
        }
    }

    private void clientVpn(NodeReach reach) {
        Set<String> placed = new HashSet<>();
        for (ClientVpnTargetNetwork target :
                network.all(ResourceKind.CLIENT_VPN_TARGET_NETWORK, ClientVpnTargetNetwork.class)) {
            target.vpcId()
                    .or(() -> vpcOfSubnet(target.subnetId()))
                    .filter(vpc -> !target.ended())
                    .ifPresent(vpc -> {
                        placed.add(target.clientVpnEndpointId());
                        clientVpn(
                                vpc, target.clientVpnEndpointId(), target.subnetId(), target.securityGroupIds(), reach);
                    });
        }
        network.all(ResourceKind.CLIENT_VPN_ENDPOINT, ClientVpnEndpoint.class).stream()
                .filter(endpoint -> !endpoint.deleted() && !placed.contains(endpoint.clientVpnEndpointId()))
                .forEach(endpoint -> endpoint.vpcId()
                        .ifPresent(vpc -> clientVpn(
                                vpc,
                                endpoint.clientVpnEndpointId(),
                                Optional.empty(),
                                endpoint.securityGroupIds(),
                                reach)));
    }

    private void clientVpn(
            String vpc, String endpointId, Optional<String> subnetId, List<String> groupIds, NodeReach reach) {
        add(
                vpc,
                InterfaceService.CLIENT_VPN,
                reach.mayMeet(new NodeReach.Other(vpc, subnetId, Set.copyOf(groupIds), false)),
                Finding.of(
                        Control.REMOTE_ACCESS,
                        endpointId,
                        "people outside reach nodes through " + endpointId + ", a Client VPN endpoint",
                        endpointId + " leads into " + subnetId.orElse(vpc) + ", groups " + groupIds,
                        Remedy.command(
                                "aws", "ec2", "delete-client-vpn-endpoint", "--client-vpn-endpoint-id", endpointId)));
    }

    private void verifiedAccess(NodeReach reach) {
        for (VerifiedAccessEndpoint endpoint :
                network.all(ResourceKind.VERIFIED_ACCESS_ENDPOINT, VerifiedAccessEndpoint.class)) {
            if (!endpoint.deleted()) {
                vpcsOf(endpoint)
                        .forEach(vpc -> add(
                                vpc,
                                InterfaceService.VERIFIED_ACCESS,
                                reach.mayMeet(new NodeReach.Other(
                                        vpc, Optional.empty(), Set.copyOf(endpoint.securityGroupIds()), false)),
                                Finding.of(
                                        Control.REMOTE_ACCESS,
                                        endpoint.verifiedAccessEndpointId(),
                                        "people outside reach nodes through " + endpoint.verifiedAccessEndpointId()
                                                + ", an endpoint of Verified Access",
                                        endpoint.verifiedAccessEndpointId() + ": subnets " + endpoint.subnetIds()
                                                + ", interface "
                                                + endpoint.networkInterfaceId().orElse("none") + ", groups "
                                                + endpoint.securityGroupIds(),
                                        Remedy.command(
                                                "aws",
                                                "ec2",
                                                "delete-verified-access-endpoint",
                                                "--verified-access-endpoint-id",
                                                endpoint.verifiedAccessEndpointId()))));
            }
        }
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

    /** Endpoint services lead to load balancers, which have interfaces here. */
    private void offeredServices(NodeReach reach) {
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
                                .ifPresent(vpc -> offeredService(service, arn, used, vpc, reach)));
            }
        }
    }

    private void offeredService(
            ServiceConfiguration service, String arn, NetworkInterface used, String vpc, NodeReach reach) {
        add(
                vpc,
                InterfaceService.VPC_ENDPOINT,
                reach.mayMeet(new NodeReach.Other(
                        vpc, Optional.of(used.subnetId()), Set.copyOf(used.securityGroupIds()), true)),
                Finding.of(
                        Control.REMOTE_ACCESS,
                        service.serviceId(),
                        "other VPCs and accounts reach nodes through " + service.serviceId()
                                + ", an endpoint service that the account offers",
                        service.serviceId() + ": " + arn + " has " + used.networkInterfaceId() + " in "
                                + used.subnetId(),
                        Remedy.command(
                                "aws",
                                "ec2",
                                "delete-vpc-endpoint-service-configurations",
                                "--service-ids",
                                service.serviceId())));
    }
}
