package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.List;
import java.util.Optional;

/**
 * Interfaces that are alike in everything that decides who can connect to them from outside.
 *
 * @param subnet where they are
 * @param table the route table that governs the subnet, by which answers go
 * @param groupIds their security groups; with none this layer lets everything in
 * @param publicIpv4 whether one has or gets a public IPv4 address; empty if the snapshot does not say
 * @param publicIpv6 whether one has or gets a public IPv6 address
 * @param id what the hops of a path to them end with
 */
record Target(
        Subnet subnet,
        RouteTable table,
        List<String> groupIds,
        Optional<Boolean> publicIpv4,
        boolean publicIpv6,
        String id) {}
