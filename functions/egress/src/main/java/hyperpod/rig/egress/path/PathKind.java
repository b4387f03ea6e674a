package hyperpod.rig.egress.path;

import hyperpod.rig.egress.snapshot.NatGateway;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Route;
import java.util.Optional;

/** What a path out of a subnet leads through first. */
public enum PathKind {
    INTERNET_GATEWAY,
    EGRESS_ONLY_INTERNET_GATEWAY,
    PUBLIC_NAT,
    PRIVATE_NAT,
    TRANSIT_GATEWAY,
    VPC_PEERING,
    VIRTUAL_PRIVATE_GATEWAY,
    NETWORK_INTERFACE,
    GATEWAY_ENDPOINT,
    GATEWAY_LOAD_BALANCER_ENDPOINT,
    LOCAL_GATEWAY,
    CARRIER_GATEWAY,
    CORE_NETWORK;

    /**
     * What a path by the route leads through; empty for routes that lead nowhere outside: local ones and gateway
     * endpoints.
     */
    static Optional<PathKind> of(Route route, NetworkSnapshot network) {
        return switch (route.targetKind()) {
            case LOCAL -> Optional.empty();
            case INTERNET_GATEWAY -> Optional.of(INTERNET_GATEWAY);
            case EGRESS_ONLY_INTERNET_GATEWAY -> Optional.of(EGRESS_ONLY_INTERNET_GATEWAY);
            case NAT_GATEWAY ->
                network.natGateway(route.targetId())
                                .filter(NatGateway::isPrivate)
                                .isPresent()
                        ? Optional.of(PRIVATE_NAT)
                        : Optional.of(PUBLIC_NAT);
            case TRANSIT_GATEWAY -> Optional.of(TRANSIT_GATEWAY);
            case VPC_PEERING -> Optional.of(VPC_PEERING);
            case VIRTUAL_PRIVATE_GATEWAY -> Optional.of(VIRTUAL_PRIVATE_GATEWAY);
            case NETWORK_INTERFACE, UNKNOWN -> Optional.of(NETWORK_INTERFACE);
            case VPC_ENDPOINT ->
                network.isGatewayEndpoint(route.targetId())
                        ? Optional.empty()
                        : Optional.of(GATEWAY_LOAD_BALANCER_ENDPOINT);
            case LOCAL_GATEWAY -> Optional.of(LOCAL_GATEWAY);
            case CARRIER_GATEWAY -> Optional.of(CARRIER_GATEWAY);
            case CORE_NETWORK -> Optional.of(CORE_NETWORK);
        };
    }
}
