package hyperpod.rig.egress.path;

import hyperpod.rig.egress.snapshot.NatGateway;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.VpcPeeringConnection;

/**
 * Routes that carry nothing now and would as soon as their target is there: AWS keeps a route whose target is gone, and
 * makes it active again by itself.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html">Route</a>, state
 *     {@code blackhole}
 */
final class LateRoutes {

    private final NetworkSnapshot network;

    LateRoutes(NetworkSnapshot network) {
        this.network = network;
    }

    /** Whether the route carries nothing, but may again. */
    boolean isLate(Route route) {
        return route.blackhole() ? mayReturn(route) : isOfDeadPeering(route);
    }

    /**
     * NAT gateways, interfaces and endpoints that are deleted never return: a new one has another id. Gateways are
     * attached again, attachments and peerings made again, instances started again.
     */
    private boolean mayReturn(Route route) {
        String id = route.targetId();
        return switch (route.targetKind()) {
            case LOCAL -> false;
            case NAT_GATEWAY ->
                !network.holds(ResourceKind.NAT_GATEWAY)
                        || network.natGateway(id)
                                .filter(gateway -> !isGone(gateway))
                                .isPresent();
            case NETWORK_INTERFACE ->
                !network.holds(ResourceKind.NETWORK_INTERFACE)
                        || network.networkInterface(id).isPresent()
                        || !network.networkInterfacesOf(id).isEmpty();
            case VPC_ENDPOINT ->
                !network.isGatewayEndpoint(id)
                        && (!network.holds(ResourceKind.VPC_ENDPOINT)
                                || network.vpcEndpoint(id).isPresent());
            case INTERNET_GATEWAY,
                    EGRESS_ONLY_INTERNET_GATEWAY,
                    TRANSIT_GATEWAY,
                    VPC_PEERING,
                    VIRTUAL_PRIVATE_GATEWAY,
                    LOCAL_GATEWAY,
                    CARRIER_GATEWAY,
                    CORE_NETWORK,
                    UNKNOWN -> true;
        };
    }

    private static boolean isGone(NatGateway gateway) {
        return gateway.isDead() || gateway.state().equals("deleting");
    }

    private boolean isOfDeadPeering(Route route) {
        return network.vpcPeeringConnection(route.targetId())
                .filter(VpcPeeringConnection::isDead)
                .isPresent();
    }
}
