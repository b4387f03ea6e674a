package hyperpod.rig.egress.control;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.address.Cidr;
import hyperpod.rig.egress.path.EgressPath;
import hyperpod.rig.egress.path.Layer;
import hyperpod.rig.egress.path.PathFinder;
import hyperpod.rig.egress.path.PathKind;
import hyperpod.rig.egress.snapshot.Destination;
import hyperpod.rig.egress.snapshot.IpPermission;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.RouteTargetKind;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.Vpc;
import hyperpod.rig.egress.snapshot.VpcEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Applies the controls to one subnet. */
public final class SubnetControls {

    private final NetworkSnapshot network;
    private final PathFinder pathFinder;
    private final AddressSet allowed;
    private final List<String> securityGroupIds;

    /**
     * @param network the network
     * @param pathFinder finds the ways out of this network
     * @param allowed destinations that may be reached
     * @param securityGroupIds the groups of the interfaces, none if they are not judged
     */
    public SubnetControls(
            NetworkSnapshot network, PathFinder pathFinder, AddressSet allowed, List<String> securityGroupIds) {
        this.network = network;
        this.pathFinder = pathFinder;
        this.allowed = allowed;
        this.securityGroupIds = securityGroupIds;
    }

    /** What its route table, addresses, security groups and endpoints give away, and what its paths mean. */
    public List<Finding> findings(Subnet subnet, RouteTable table, List<EgressPath> paths) {
        List<Finding> findings = new ArrayList<>();
        paths.forEach(path -> findings.add(ofPath(path, table)));
        unusedGateways(table, paths, findings);
        otherNetworks(subnet, table, findings);
        publicAddresses(subnet, findings);
        securityGroups(table, findings);
        endpoints(subnet, findings);
        return findings;
    }

    private static Finding ofPath(EgressPath path, RouteTable table) {
        String way = String.join(" > ", path.hops());
        String remedy = deleteRoute(table, path.destination());
        return switch (path.status()) {
            case OPEN -> openPath(path.kind()).found(path.target(),
                    "traffic to public addresses (" + path.destination() + ") leaves by " + way, remedy);
            case UNPROVEN -> Control.UNKNOWN_PATH.found(path.target(),
                    "traffic to public addresses (" + path.destination() + ") goes " + way + "; " + path.reason().orElse(""), remedy);
            case BLOCKED -> path.blockedBy().filter(Layer.PUBLIC_ADDRESS::equals).isPresent()
                    ? Control.ROUTE_WITHOUT_PUBLIC_ADDRESS.found(path.target(),
                            "only the lack of a public address keeps traffic to " + path.destination() + " from " + way, remedy)
                    : Control.BLOCKED_PATH.found(path.target(),
                            "only the layer " + path.blockedBy().orElseThrow() + " keeps traffic to " + path.destination() + " from " + way,
                            remedy);
        };
    }

    private static Control openPath(PathKind kind) {
        return switch (kind) {
            case INTERNET_GATEWAY -> Control.INTERNET_GATEWAY_PATH;
            case EGRESS_ONLY_INTERNET_GATEWAY -> Control.EGRESS_ONLY_INTERNET_GATEWAY_PATH;
            default -> Control.NAT_PATH;
        };
    }

    /** A gateway to the internet to which a route leads, but nothing comes of it yet. */
    private void unusedGateways(RouteTable table, List<EgressPath> paths, List<Finding> findings) {
        Set<RouteTargetKind> gateways = Set.of(
                RouteTargetKind.NAT_GATEWAY, RouteTargetKind.INTERNET_GATEWAY, RouteTargetKind.EGRESS_ONLY_INTERNET_GATEWAY);
        pathFinder.routes(table).winners().forEach((route, won) -> {
            boolean leadsOn = paths.stream().anyMatch(path -> path.hops().contains(route.targetId()));
            boolean forPublic = !won.intersect(AddressSpace.PUBLIC).minus(allowed).isEmpty();
            if (gateways.contains(route.targetKind()) && !route.blackhole() && forPublic && !leadsOn) {
                findings.add(Control.UNUSED_GATEWAY.found(route.targetId(),
                        "a route for " + route.destination().text() + " leads to " + route.targetId() + ", which leads nowhere yet",
                        deleteRoute(table, route.destination().text())));
            }
        });
    }

    private void otherNetworks(Subnet subnet, RouteTable table, List<Finding> findings) {
        AddressSet elsewhere = AddressSpace.PRIVATE.minus(ownAddresses(subnet, table)).minus(allowed);
        pathFinder.privateRoutes(table, elsewhere).forEach(route -> findings.add(Control.OTHER_NETWORK.found(
                route.targetId(),
                "a route for " + route.destination().text() + " leads to another network through " + route.targetId(),
                deleteRoute(table, route.destination().text()))));
    }

    private AddressSet ownAddresses(Subnet subnet, RouteTable table) {
        List<Cidr> own = new ArrayList<>(network.vpc(subnet.vpcId()).map(Vpc::cidrBlocks).orElse(List.of()));
        table.routes().stream()
                .filter(route -> route.targetKind() == RouteTargetKind.LOCAL)
                .map(Route::destination)
                .forEach(destination -> {
                    if (destination instanceof Destination.Block(Cidr block, String text)) {
                        own.add(block);
                    }
                });
        return AddressSet.of(own);
    }

    private void publicAddresses(Subnet subnet, List<Finding> findings) {
        if (subnet.mapPublicIpOnLaunch()) {
            findings.add(Control.PUBLIC_ADDRESS_ON_LAUNCH.found(subnet.subnetId(),
                    "interfaces get a public IPv4 address on launch",
                    "aws ec2 modify-subnet-attribute --subnet-id " + subnet.subnetId() + " --no-map-public-ip-on-launch"));
        }
        for (NetworkInterface networkInterface : network.networkInterfacesIn(subnet.subnetId())) {
            if (!networkInterface.isNatGateway() && !networkInterface.publicIpv4().isEmpty()) {
                findings.add(Control.PUBLIC_ADDRESS.found(networkInterface.networkInterfaceId(),
                        "the interface has the public address " + String.join(", ", networkInterface.publicIpv4()),
                        "release or disassociate the address"));
            }
        }
    }

    private void securityGroups(RouteTable table, List<Finding> findings) {
        AddressSet towardsEndpoints = pathFinder.throughGatewayEndpoints(table);
        AddressSet counting = AddressSpace.PUBLIC.minus(allowed).minus(towardsEndpoints);
        for (String id : securityGroupIds) {
            Optional<SecurityGroup> group = network.securityGroup(id);
            if (group.isEmpty()) {
                findings.add(missing(ResourceKind.SECURITY_GROUP, id));
                continue;
            }
            for (IpPermission permission : group.get().egress()) {
                judge(id, permission, table, counting, findings);
            }
        }
    }

    private void judge(String groupId, IpPermission permission, RouteTable table, AddressSet counting, List<Finding> findings) {
        AddressSet reached = permission.addresses();
        for (String list : permission.prefixListIds()) {
            boolean endpoints = table.routes().stream().anyMatch(route -> route.destination().text().equals(list)
                    && network.vpcEndpoint(route.targetId()).filter(e -> e.type() == VpcEndpoint.Type.GATEWAY).isPresent());
            if (network.prefixList(list).isPresent()) {
                reached = reached.union(AddressSet.of(network.prefixList(list).get().cidrs()));
            } else if (!endpoints) {
                findings.add(missing(ResourceKind.PREFIX_LIST, list));
            }
        }
        if (!reached.intersect(counting).isEmpty()) {
            findings.add(Control.WIDE_SECURITY_GROUP.found(groupId, "the group lets traffic out to public addresses",
                    "aws ec2 revoke-security-group-egress --group-id " + groupId
                            + " ..., and allow the VPC's own blocks and the prefix lists of gateway endpoints alone"));
        }
    }

    private void endpoints(Subnet subnet, List<Finding> findings) {
        if (!network.holds(ResourceKind.VPC_ENDPOINT)) {
            findings.add(missing(ResourceKind.VPC_ENDPOINT, subnet.vpcId()));
        }
        for (VpcEndpoint endpoint : network.vpcEndpointsIn(subnet.vpcId())) {
            if (endpoint.type() == VpcEndpoint.Type.GATEWAY_LOAD_BALANCER) {
                continue;
            }
            if (!endpoint.serviceName().matches("(com\\.amazonaws|aws\\.api|aws\\.sagemaker|cn\\.com\\.amazonaws)\\..*")
                    || endpoint.serviceName().contains(".vpce.")) {
                findings.add(Control.FOREIGN_SERVICE.found(endpoint.vpcEndpointId(),
                        "the endpoint leads to \"" + endpoint.serviceName() + "\", which is not a service of AWS",
                        "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids " + endpoint.vpcEndpointId()));
            }
            policy(endpoint).ifPresent(findings::add);
        }
    }

    /** Without a policy document the default one holds, which allows everything. */
    private static Optional<Finding> policy(VpcEndpoint endpoint) {
        String remedy = "aws ec2 modify-vpc-endpoint --vpc-endpoint-id " + endpoint.vpcEndpointId()
                + " --policy-document with the condition StringEquals aws:ResourceAccount in each Allow";
        try {
            boolean leaves = endpoint.policyDocument().map(document -> EndpointPolicy.parse(document).letsDataLeave()).orElse(true);
            return leaves
                    ? Optional.of(Control.WIDE_ENDPOINT_POLICY.found(endpoint.vpcEndpointId(),
                            "the policy of the endpoint to " + endpoint.serviceName() + " lets data leave to foreign accounts", remedy))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Control.MISSING_PART.found(endpoint.vpcEndpointId(),
                    "the policy of the endpoint cannot be read: " + e.getMessage(), remedy));
        }
    }

    /** A part of the snapshot without which nothing is proven. */
    public static Finding missing(ResourceKind kind, String id) {
        return Control.MISSING_PART.found(id, "the snapshot lacks " + kind.key() + " for " + id + ", which decides",
                "add the output of " + kind.command());
    }

    private static String deleteRoute(RouteTable table, String destination) {
        String option = table.routes().stream()
                .map(Route::destination)
                .filter(d -> d.text().equals(destination))
                .map(Destination::cliOption)
                .findFirst()
                .orElse("--destination-cidr-block");
        return "aws ec2 delete-route --route-table-id " + table.routeTableId() + " " + option + " " + destination;
    }
}
