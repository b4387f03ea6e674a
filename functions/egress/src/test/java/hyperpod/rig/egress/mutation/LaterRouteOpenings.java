package hyperpod.rig.egress.mutation;

import static hyperpod.rig.egress.mutation.Parts.blackhole;
import static hyperpod.rig.egress.mutation.Parts.natGateway;
import static hyperpod.rig.egress.mutation.Parts.networkInterface;
import static hyperpod.rig.egress.mutation.Parts.openGroup;
import static hyperpod.rig.egress.mutation.Parts.peering;
import static hyperpod.rig.egress.mutation.Parts.publicAddress;
import static hyperpod.rig.egress.mutation.Parts.publicSubnet;
import static hyperpod.rig.egress.mutation.Parts.route;
import static hyperpod.rig.egress.mutation.Parts.table;
import static hyperpod.rig.egress.mutation.RouteOpenings.appliance;
import static hyperpod.rig.egress.mutation.RouteOpenings.with;

import java.util.List;

/** Routes whose target can come back, that lead round inside the VPC, or that come with another table. */
final class LaterRouteOpenings {

    private static final String DEFAULT = "0.0.0.0/0";

    private LaterRouteOpenings() {}

    static List<Change> all() {
        return List.of(
                Change.of(
                        "a default route to a NAT instance that is stopped",
                        with(RouteOpenings::appliance, blackhole(DEFAULT, "'NetworkInterfaceId': 'eni-appliance'"))),
                Change.of(
                        "a default route to a peering that is not accepted yet",
                        with(
                                network -> peering(network, "pending-acceptance"),
                                blackhole(DEFAULT, "'VpcPeeringConnectionId': 'pcx-1'"))),
                Change.of(
                        "a default route to a transit gateway whose attachment is gone",
                        with(network -> {}, blackhole(DEFAULT, "'TransitGatewayId': 'tgw-1'"))),
                Change.of(
                        "a default route to a virtual private gateway that is detached",
                        with(network -> {}, blackhole(DEFAULT, "'GatewayId': 'vgw-1'"))),
                Change.of(
                        "a route inside the VPC to an interface with a public address",
                        with(
                                network -> {
                                    publicSubnet(network);
                                    openGroup(network, "sg-open");
                                    network.add(
                                            "NetworkInterfaces",
                                            networkInterface(
                                                    "eni-inside",
                                                    "subnet-public",
                                                    "10.0.20.5",
                                                    "sg-open",
                                                    publicAddress()));
                                },
                                route("10.0.9.0/24", "'NetworkInterfaceId': 'eni-inside'"))),
                Change.of(
                        "a route inside the VPC to a Gateway Load Balancer endpoint",
                        with(RouteOpenings::inspection, route("10.0.9.0/24", "'GatewayId': 'vpce-inspection'"))),
                Change.of(
                        "a route inside the VPC to a NAT gateway",
                        with(Parts::natGateway, route("10.0.9.0/24", "'NatGatewayId': 'nat-1'"))),
                Change.of("the local route leads to an appliance", network -> {
                    appliance(network);
                    network.set(
                            "RouteTables",
                            "rtb-1",
                            "Routes",
                            "[" + route("10.0.0.0/16", "'NetworkInterfaceId': 'eni-appliance'") + "]");
                }),
                Change.of(
                        "routes of a virtual private gateway are propagated",
                        network -> network.set("RouteTables", "rtb-1", "PropagatingVgws", "[{'GatewayId': 'vgw-1'}]")),
                Change.of(
                        "a propagated route to a virtual private gateway",
                        network -> network.addTo(
                                "RouteTables",
                                "rtb-1",
                                "Routes",
                                "{'DestinationCidrBlock': '192.168.0.0/16', 'GatewayId': 'vgw-1', 'Origin':"
                                        + " 'EnableVgwRoutePropagation', 'State': 'active'}")),
                Change.of("another route table, with a NAT gateway, for the subnet", network -> {
                    natGateway(network);
                    network.set("RouteTables", "rtb-1", "Associations", "[]");
                    table(
                            network,
                            "rtb-new",
                            "vpc-1",
                            "10.0.0.0/16",
                            "'SubnetId': 'subnet-1', 'Main': false",
                            route(DEFAULT, "'NatGatewayId': 'nat-1'"));
                }),
                Change.of("the main table, with a NAT gateway, for the subnet", network -> {
                    natGateway(network);
                    network.set("RouteTables", "rtb-1", "Associations", "[]");
                    network.addTo("RouteTables", "rtb-3", "Routes", route(DEFAULT, "'NatGatewayId': 'nat-1'"));
                }),
                Change.of("a default route for the second subnet alone", network -> {
                    natGateway(network);
                    network.addTo("RouteTables", "rtb-2", "Routes", route(DEFAULT, "'NatGatewayId': 'nat-1'"));
                }));
    }
}
