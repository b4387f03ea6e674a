package hyperpod.rig.egress.policy;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.snapshot.Destination;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.PrefixList;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.VpcEndpoint;

/** What a policy allows in a given network, whose prefix lists and endpoints the policy names by id. */
public final class Allowances {

    private final NetworkSnapshot network;
    private final EgressPolicy policy;
    private final AddressSet addresses;

    /**
     * @param network the network
     * @param policy what may be reached
     */
    public Allowances(NetworkSnapshot network, EgressPolicy policy) {
        this.network = network;
        this.policy = policy;
        addresses = policy.allowedPrefixListIds().stream()
                .flatMap(id -> network.prefixList(id).stream())
                .map(PrefixList::addresses)
                .reduce(policy.allowed(), AddressSet::union);
    }

    /**
     * The addresses that may be reached: the allowed blocks, and the entries of allowed prefix lists as far as they are
     * known.
     */
    public AddressSet addresses() {
        return addresses;
    }

    /** Whether the route is for an allowed prefix list, whose entries need not be known then. */
    public boolean allowsDestination(Route route) {
        return route.destination() instanceof Destination.PrefixListReference(String id) && policy.allowsPrefixList(id);
    }

    /** Whether the route leads to an allowed transit gateway or endpoint. */
    public boolean allowsTarget(Route route) {
        return allowsTransitGateway(route.targetId())
                || policy.allowsVpcEndpoint(
                        route.targetId(),
                        network.vpcEndpoint(route.targetId())
                                .map(VpcEndpoint::serviceName)
                                .orElse(""));
    }

    /** Whether a transit gateway may lead to other networks and to what the snapshot does not show. */
    public boolean allowsTransitGateway(String id) {
        return policy.allowsTransitGateway(id);
    }

    /** Whether an endpoint may lead anywhere. */
    public boolean allowsEndpoint(VpcEndpoint endpoint) {
        return policy.allowsVpcEndpoint(endpoint.vpcEndpointId(), endpoint.serviceName());
    }
}
