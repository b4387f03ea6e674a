package hyperpod.rig.egress.snapshot;

import java.util.Optional;

/**
 * A rule of Route 53 Resolver DNS Firewall, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/route53resolver/list-firewall-rules.html">list-firewall-rules</a>
 * prints it.
 *
 * @param firewallRuleGroupId {@code rslvr-frg-...}
 * @param priority its place in the group: the lowest is asked first
 * @param blocks whether it refuses the queries that it matches; the other actions, ALLOW and ALERT, let them pass
 * @param firewallDomainListId the names that it matches, {@code rslvr-fdl-...}; a rule of DNS Firewall Advanced has
 *     none
 * @param qtype the only type of query that it matches, such as {@code TXT}; absent for every type
 */
public record FirewallRule(
        String firewallRuleGroupId,
        int priority,
        boolean blocks,
        Optional<String> firewallDomainListId,
        Optional<String> qtype) {

    static FirewallRule from(AwsElement rule) {
        return new FirewallRule(
                rule.requiredText("FirewallRuleGroupId"),
                rule.number("Priority").orElse(0),
                rule.requiredText("Action").equals("BLOCK"),
                rule.text("FirewallDomainListId"),
                rule.text("Qtype"));
    }
}
