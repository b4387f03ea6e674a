package hyperpod.rig.egress.check;

import hyperpod.rig.egress.snapshot.FirewallConfig;
import hyperpod.rig.egress.snapshot.FirewallRule;
import hyperpod.rig.egress.snapshot.FirewallRuleGroupAssociation;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether Route 53 Resolver DNS Firewall keeps data from leaving a VPC in the names that are asked for. The first rule
 * that matches a query decides, in the order of the priorities of rule groups and of the rules in them; what none
 * matches passes. So every name must be blocked by one rule, and what earlier rules let pass must be names in which
 * nobody but AWS learns what is asked, or single names, which have no room for data.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-overview.html">How
 *     Route 53 Resolver DNS Firewall works</a>
 */
final class DnsFirewall {

    private static final String EVERY_NAME = "*";
    /** Names that AWS alone answers for, and the domain that the public DNS does not have. */
    private static final Pattern HARMLESS_WILDCARD =
            Pattern.compile("\\*\\.([a-z0-9-]+\\.)*(amazonaws\\.com|amazonaws\\.com\\.cn|amazonaws\\.eu|aws|internal)");

    private final NetworkSnapshot network;
    private final Map<String, List<FirewallRuleGroupAssociation>> groupsOfVpc;
    private final Map<String, List<FirewallRule>> rulesOfGroup;
    private final Map<String, Boolean> failsClosed = new HashMap<>();

    DnsFirewall(NetworkSnapshot network) {
        this.network = network;
        groupsOfVpc =
                network.all(ResourceKind.FIREWALL_RULE_GROUP_ASSOCIATION, FirewallRuleGroupAssociation.class).stream()
                        .sorted(Comparator.comparingInt(FirewallRuleGroupAssociation::priority))
                        .collect(Collectors.groupingBy(FirewallRuleGroupAssociation::vpcId));
        rulesOfGroup = network.all(ResourceKind.FIREWALL_RULE, FirewallRule.class).stream()
                .sorted(Comparator.comparingInt(FirewallRule::priority))
                .collect(Collectors.groupingBy(FirewallRule::firewallRuleGroupId));
        network.all(ResourceKind.FIREWALL_CONFIG, FirewallConfig.class)
                .forEach(config -> failsClosed.put(config.resourceId(), config.failsClosed()));
    }

    /** Why data can leave the VPC in names; empty if it cannot. */
    Optional<String> leak(String vpcId) {
        List<FirewallRuleGroupAssociation> groups = groupsOfVpc.getOrDefault(vpcId, List.of());
        if (groups.isEmpty()) {
            return Optional.of("no rule group of Route 53 Resolver DNS Firewall is associated with " + vpcId);
        }
        if (!network.holds(ResourceKind.FIREWALL_RULE)) {
            return Optional.of(network.unknown(ResourceKind.FIREWALL_RULE.key(), "what the rules of the firewall say"));
        }
        if (!network.holds(ResourceKind.FIREWALL_CONFIG)) {
            return Optional.of(
                    network.unknown(ResourceKind.FIREWALL_CONFIG.key(), "whether the firewall blocks when it fails"));
        }
        if (!failsClosed.getOrDefault(vpcId, true)) {
            return Optional.of("the firewall of " + vpcId + " lets every query pass when it fails (FirewallFailOpen)");
        }
        for (FirewallRuleGroupAssociation group : groups) {
            if (!rulesOfGroup.containsKey(group.firewallRuleGroupId())) {
                return Optional.of("the rules of " + group.firewallRuleGroupId() + " are not in the snapshot");
            }
            for (FirewallRule rule : rulesOfGroup.get(group.firewallRuleGroupId())) {
                if (!rule.blocks()) {
                    Optional<String> leak = leak(rule);
                    if (leak.isPresent()) {
                        return leak;
                    }
                } else if (group.complete() && blocksEveryName(rule)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of("no rule of the associated groups blocks every name (*)");
    }

    private boolean blocksEveryName(FirewallRule rule) {
        return rule.qtype().isEmpty()
                && rule.firewallDomainListId()
                        .flatMap(network::firewallDomains)
                        .filter(names -> names.contains(EVERY_NAME))
                        .isPresent();
    }

    /** Why data can leave in the names that a rule lets pass. */
    private Optional<String> leak(FirewallRule rule) {
        String which = "rule " + rule.priority() + " of " + rule.firewallRuleGroupId();
        Optional<List<String>> names = rule.firewallDomainListId().flatMap(network::firewallDomains);
        if (names.isEmpty()) {
            return Optional.of(
                    which + " lets pass what " + rule.firewallDomainListId().orElse("DNS Firewall Advanced")
                            + " matches, whose names are not known");
        }
        return names.get().stream()
                .filter(name -> name.contains(EVERY_NAME) && !isHarmless(name))
                .findFirst()
                .map(name -> which + " lets " + name + " pass");
    }

    private static boolean isHarmless(String wildcard) {
        String name = wildcard.toLowerCase(Locale.ROOT);
        return HARMLESS_WILDCARD
                .matcher(name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
                .matches();
    }
}
