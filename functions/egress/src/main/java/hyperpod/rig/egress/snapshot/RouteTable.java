package hyperpod.rig.egress.snapshot;

import java.util.ArrayList;
import java.util.List;

/**
 * A route table, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-route-tables.html">describe-route-tables</a>
 * prints it. Associations with gateways are dropped: they govern what comes in through the gateway, not what leaves a
 * subnet.
 *
 * @param routeTableId {@code rtb-...}
 * @param vpcId {@code vpc-...}
 * @param main whether it is the VPC's main route table, which governs every subnet without an association of its own
 * @param subnetIds the subnets that are explicitly associated with it
 * @param propagatingVgwIds the virtual private gateways that may add routes to it ({@code PropagatingVgws})
 * @param routes its routes, in the order printed
 */
public record RouteTable(
        String routeTableId,
        String vpcId,
        boolean main,
        List<String> subnetIds,
        List<String> propagatingVgwIds,
        List<Route> routes) {

    static RouteTable from(AwsElement table) {
        boolean main = false;
        List<String> subnetIds = new ArrayList<>();
        for (AwsElement association : table.requiredElements("Associations")) {
            boolean gone = association
                    .element("AssociationState")
                    .flatMap(state -> state.text("State"))
                    .filter(state -> state.equals("disassociated") || state.equals("failed"))
                    .isPresent();
            if (!gone) {
                main |= association.flag("Main");
                association.text("SubnetId").ifPresent(subnetIds::add);
            }
        }
        return new RouteTable(
                table.requiredText("RouteTableId"),
                table.requiredText("VpcId"),
                main,
                List.copyOf(subnetIds),
                table.elements("PropagatingVgws").stream()
                        .map(gateway -> gateway.requiredText("GatewayId"))
                        .toList(),
                table.requiredElements("Routes").stream().map(Route::from).toList());
    }
}
