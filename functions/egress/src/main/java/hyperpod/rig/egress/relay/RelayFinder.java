package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.path.Exits;
import hyperpod.rig.egress.path.PathFinder;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds what nodes reach in their VPC that has a way out: what they cannot send themselves, a proxy or bastion in
 * another subnet can send for them. Nobody sees the software of an interface, so one that takes their packets may pass
 * them on, also to a further one.
 */
public final class RelayFinder {

    private final NetworkSnapshot network;
    private final List<String> securityGroupIds;
    private final PathFinder pathFinder;
    private final Map<String, List<Subnet>> subnetsOfVpc;
    private final SearchBudget budget = new SearchBudget();
    private final Map<String, VpcRelays> ofVpc = new HashMap<>();

    /**
     * @param network the network
     * @param tables its route tables
     * @param securityGroupIds the groups of the nodes; none if nobody says which they have
     */
    public RelayFinder(NetworkSnapshot network, RoutingTables tables, List<String> securityGroupIds) {
        this.network = network;
        this.securityGroupIds = List.copyOf(securityGroupIds);
        pathFinder = new PathFinder(network, tables, List.of());
        subnetsOfVpc = network.subnets().stream().collect(Collectors.groupingBy(Subnet::vpcId));
    }

    /**
     * What nodes in the subnet reach.
     *
     * @param own the subnet's own ways out, which are no news
     */
    public Relays of(Subnet subnet, Exits own) {
        return ofVpc.computeIfAbsent(
                        subnet.vpcId(),
                        vpc -> new VpcRelays(network, pathFinder, securityGroupIds, subnetsOfVpc.get(vpc), budget))
                .of(subnet, own);
    }
}
