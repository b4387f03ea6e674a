package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.path.EgressPath;
import hyperpod.rig.egress.path.Exits;
import java.util.List;

/**
 * What nodes of a subnet reach in their VPC that has ways out which the subnet has not.
 *
 * @param interfaces interfaces with an open or unproven way out, in the order of their ids; not all if there are many
 * @param more whether there are more than these
 * @param tables the other ways out: of subnets where no such interface stands, one for each route table
 */
public record Relays(List<Relay> interfaces, boolean more, List<TableWithWayOut> tables) {

    public Relays {
        interfaces = List.copyOf(interfaces);
        tables = List.copyOf(tables);
    }

    /**
     * An interface that could pass traffic on.
     *
     * @param towards the ids of the interfaces from the nodes on, itself and the one by which it leaves included
     * @param interfaceId its id
     * @param name the interface, its instance and its description in words
     * @param way one of its ways out, from its own subnet on
     * @param exits all of them, of each of its interfaces
     */
    public record Relay(List<String> towards, String interfaceId, String name, EgressPath way, List<Exits> exits) {

        public Relay {
            towards = List.copyOf(towards);
            exits = List.copyOf(exits);
        }
    }

    /**
     * Subnets that nodes may reach and that have a way out.
     *
     * @param routeTableId the route table that gives it to them
     * @param subnetIds the subnets
     * @param exits the ways
     */
    public record TableWithWayOut(String routeTableId, List<String> subnetIds, Exits exits) {}
}
