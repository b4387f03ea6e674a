package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.path.Layer;
import hyperpod.rig.egress.path.Layers;
import hyperpod.rig.egress.path.PacketFilter;
import hyperpod.rig.egress.snapshot.NetworkAcl;
import hyperpod.rig.egress.snapshot.NetworkAclEntry;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ProtocolPorts;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The filters that a connection into a subnet meets: the inbound rules of security groups, which keep state, and of the
 * network ACL, which keeps none, so that its outbound rules decide about the answer.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html">Network ACLs</a>
 */
final class InboundFilters {

    private final NetworkSnapshot network;
    private final AddressSet elsewhere;
    private final Map<List<String>, PacketFilter> inboundOfGroups = new HashMap<>();
    private final Map<List<String>, PacketFilter> outboundOfGroups = new HashMap<>();
    private final Map<String, PacketFilter> inboundOfAcl = new HashMap<>();
    private final Map<String, PacketFilter> outboundOfAcl = new HashMap<>();
    private final Map<String, PacketFilter> answersOutOfAcl = new HashMap<>();
    private final Map<String, PacketFilter> answersIntoAcl = new HashMap<>();
    /** VPCs that are made from one template have rules that are equal: a filter is worked out once for them all. */
    private final Map<List<NetworkAclEntry>, PacketFilter> ofEntries = new HashMap<>();

    private final Map<PacketFilter, PacketFilter> answersOf = new HashMap<>();
    private final Map<List<Destinations>, PacketFilter> outboundOfRules = new HashMap<>();

    /** What an outbound rule lets out to; members of groups aside, which are no addresses. */
    private record Destinations(ProtocolPorts traffic, AddressSet addresses, List<String> prefixListIds) {}

    InboundFilters(NetworkSnapshot network) {
        this.network = network;
        elsewhere = network.vpcPeeringConnections().stream()
                .flatMap(connection -> List.of(connection.requester(), connection.accepter()).stream())
                .map(side -> AddressSet.of(side.cidrBlocks()))
                .reduce(AddressSpace.PRIVATE, AddressSet::union);
    }

    /** What a connection from outside the subnet meets on its way in, and its answer on the way out. */
    Layers connections(Target target) {
        List<PacketFilter> filters = new ArrayList<>(packets(target).filters());
        filters.add(answersOut(target.subnet()));
        return new Layers(List.copyOf(filters), false);
    }

    /** What single packets from outside the subnet meet, which need no answer. */
    Layers packets(Target target) {
        List<PacketFilter> filters = new ArrayList<>();
        if (!target.groupIds().isEmpty()) {
            filters.add(into(target.groupIds()));
        }
        filters.add(into(target.subnet()));
        return new Layers(List.copyOf(filters), false);
    }

    /** The inbound rules of security groups. */
    PacketFilter into(List<String> groupIds) {
        return inboundOfGroups.computeIfAbsent(groupIds, ids -> PacketFilter.ofInboundRules(ids, network, elsewhere));
    }

    /** The outbound rules of security groups. */
    PacketFilter outOf(List<String> groupIds) {
        return outboundOfGroups.computeIfAbsent(
                groupIds,
                ids -> ids.stream().allMatch(id -> network.securityGroup(id).isPresent())
                        ? outboundOfRules.computeIfAbsent(
                                destinations(ids), same -> PacketFilter.ofSecurityGroups(ids, network))
                        : PacketFilter.ofSecurityGroups(ids, network));
    }

    private List<Destinations> destinations(List<String> groupIds) {
        return groupIds.stream()
                .flatMap(id -> network.securityGroup(id).stream())
                .flatMap(group -> group.egress().stream())
                .map(rule -> new Destinations(rule.traffic(), rule.addresses(), rule.prefixListIds()))
                .toList();
    }

    /** The network ACL, for what enters the subnet. */
    PacketFilter into(Subnet subnet) {
        return ofAcl(inboundOfAcl, subnet, acl -> shared(acl.ingress()));
    }

    /** The network ACL, for what leaves the subnet. */
    PacketFilter outOf(Subnet subnet) {
        return ofAcl(outboundOfAcl, subnet, acl -> shared(acl.egress()));
    }

    /** The network ACL, for the answers to connections that have entered the subnet. */
    PacketFilter answersOut(Subnet subnet) {
        return ofAcl(answersOutOfAcl, subnet, acl -> answersTo(outOf(subnet)));
    }

    /** The network ACL, for the answers to connections that have left the subnet. */
    PacketFilter answersInto(Subnet subnet) {
        return ofAcl(answersIntoAcl, subnet, acl -> answersTo(into(subnet)));
    }

    private PacketFilter shared(List<NetworkAclEntry> entries) {
        return ofEntries.computeIfAbsent(entries, PacketFilter::ofEntries);
    }

    private PacketFilter answersTo(PacketFilter filter) {
        return answersOf.computeIfAbsent(filter, PacketFilter::ofAnswers);
    }

    private PacketFilter ofAcl(
            Map<String, PacketFilter> known, Subnet subnet, Function<NetworkAcl, PacketFilter> make) {
        return network.effectiveNetworkAcl(subnet)
                .map(acl -> {
                    PacketFilter filter = known.get(acl.networkAclId());
                    if (filter == null) {
                        filter = make.apply(acl);
                        known.put(acl.networkAclId(), filter);
                    }
                    return filter;
                })
                .orElseGet(() -> PacketFilter.unknown(Layer.NETWORK_ACL));
    }
}
