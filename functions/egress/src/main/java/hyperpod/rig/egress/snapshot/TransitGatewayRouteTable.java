package hyperpod.rig.egress.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * A transit gateway's route table, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-transit-gateway-route-tables.html">describe-transit-gateway-route-tables</a>
 * prints it; its routes come from documents of their own.
 *
 * @param transitGatewayRouteTableId {@code tgw-rtb-...}
 * @param transitGatewayId {@code tgw-...}, if it is printed
 * @param routes its routes, if they stand in the element itself
 */
public record TransitGatewayRouteTable(
        String transitGatewayRouteTableId,
        Optional<String> transitGatewayId,
        Optional<List<TransitGatewayRoute>> routes) {

    static TransitGatewayRouteTable from(AwsElement table) {
        return new TransitGatewayRouteTable(
                table.requiredText("TransitGatewayRouteTableId"),
                table.text("TransitGatewayId"),
                table.json().has("Routes")
                        ? Optional.of(TransitGatewayRoute.listFrom(table.elements("Routes")))
                        : Optional.empty());
    }
}
