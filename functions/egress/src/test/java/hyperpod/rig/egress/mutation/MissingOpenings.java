package hyperpod.rig.egress.mutation;

import java.util.List;
import java.util.stream.Stream;

/** What is not in the snapshot, so that it could be anything. */
final class MissingOpenings {

    private MissingOpenings() {}

    static List<Change> all() {
        Stream<Change> lists = Stream.of(
                        "RouteTables",
                        "SecurityGroups",
                        "NetworkInterfaces",
                        "VpcEndpoints",
                        "DhcpOptions",
                        "FirewallRuleGroupAssociations",
                        "ResolverRuleAssociations",
                        "ServiceNetworkVpcAssociations",
                        "InstanceConnectEndpoints",
                        "ClientVpnEndpoints",
                        "VerifiedAccessEndpoints",
                        "TrafficMirrorSessions",
                        "RouteServers",
                        "Vpcs",
                        "Account")
                .map(key -> Change.of("the snapshot lacks " + key, network -> network.without(key)));
        Stream<Change> parts = Stream.of(
                Change.of(
                        "the snapshot does not say who owns the VPC",
                        network -> network.without("Vpcs", "vpc-1", "OwnerId")),
                Change.of(
                        "the snapshot lacks the nodes' security group", network -> network.set("SecurityGroups", "[]")),
                Change.of(
                        "the collector was refused the list of endpoints",
                        network -> network.without("VpcEndpoints")
                                .set(
                                        "RefusedCalls",
                                        "[{'Missing': 'VpcEndpoints', 'Reason': 'ec2:DescribeVpcEndpoints: UnauthorizedOperation'}]")));
        return Stream.concat(lists, parts).toList();
    }
}
