package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.snapshot.IpPermission;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ProtocolPorts;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of a party's security groups in one direction. A rule matches the other side by its addresses, or by its
 * groups whatever its addresses are. What the snapshot lacks may allow everything.
 */
final class GroupRules {

    /** Kinds of packet that a rule allows with these addresses of the other side. */
    record Allowed(ProtocolPorts traffic, AddressSet addresses) {}

    private static final ProtocolPorts EVERYTHING =
            new ProtocolPorts(ProtocolPorts.EVERY_PROTOCOL, 0, ProtocolPorts.LAST_PORT);

    private record Rule(ProtocolPorts traffic, AddressSet addresses, List<String> groupIds) {}

    private final List<Rule> rules;

    private GroupRules(List<Rule> rules) {
        this.rules = rules;
    }

    static GroupRules outbound(List<String> groupIds, NetworkSnapshot network) {
        return of(groupIds, false, network);
    }

    static GroupRules inbound(List<String> groupIds, NetworkSnapshot network) {
        return of(groupIds, true, network);
    }

    /** Rules that allow everything with everybody. */
    static GroupRules open() {
        return new GroupRules(List.of(new Rule(EVERYTHING, AddressSpace.ALL, List.of())));
    }

    private static GroupRules of(List<String> groupIds, boolean inbound, NetworkSnapshot network) {
        List<Rule> rules = new ArrayList<>();
        for (String id : groupIds) {
            Optional<SecurityGroup> group = network.securityGroup(id);
            if (group.isEmpty() || inbound && !group.get().ingressKnown()) {
                return open();
            }
            (inbound ? group.get().ingress() : group.get().egress())
                    .forEach(permission -> rules.add(rule(permission, network)));
        }
        return groupIds.isEmpty() ? open() : new GroupRules(List.copyOf(rules));
    }

    private static Rule rule(IpPermission permission, NetworkSnapshot network) {
        AddressSet addresses = permission.addresses();
        for (String list : permission.prefixListIds()) {
            addresses = network.prefixList(list).isPresent()
                    ? addresses.union(network.prefixList(list).get().addresses())
                    : AddressSpace.ALL;
        }
        return new Rule(permission.traffic(), addresses, permission.groupIds());
    }

    /** The same rules, as far as they can match one of these addresses, or a group. */
    GroupRules within(AddressSet addresses) {
        return new GroupRules(rules.stream()
                .map(rule -> new Rule(rule.traffic(), rule.addresses().intersect(addresses), rule.groupIds()))
                .filter(rule -> !rule.addresses().isEmpty() || !rule.groupIds().isEmpty())
                .toList());
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /** The sets of addresses that its rules tell apart. */
    List<AddressSet> addressSets() {
        return rules.stream().map(Rule::addresses).filter(set -> !set.isEmpty()).toList();
    }

    /** What the rules allow with the other side. */
    List<Allowed> with(Party other) {
        List<Allowed> allowed = new ArrayList<>();
        for (Rule rule : rules) {
            AddressSet addresses =
                    byGroup(rule, other) ? other.addresses() : rule.addresses().intersect(other.addresses());
            if (!addresses.isEmpty()) {
                allowed.add(new Allowed(rule.traffic(), addresses));
            }
        }
        return allowed;
    }

    private static boolean byGroup(Rule rule, Party other) {
        if (rule.groupIds().isEmpty()) {
            return false;
        }
        return !other.groupsKnown() || other.securityGroupIds().stream().anyMatch(rule.groupIds()::contains);
    }
}
