package hyperpod.rig.egress.snapshot;

/**
 * A rule group of Route 53 Resolver DNS Firewall in a VPC, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/route53resolver/list-firewall-rule-group-associations.html">list-firewall-rule-group-associations</a>
 * prints it.
 *
 * @param id {@code rslvr-frgassoc-...}
 * @param firewallRuleGroupId {@code rslvr-frg-...}
 * @param vpcId {@code vpc-...}
 * @param priority its place among the VPC's rule groups: the lowest is asked first
 * @param complete whether it is in force, and not being made, changed or taken away
 */
public record FirewallRuleGroupAssociation(
        String id, String firewallRuleGroupId, String vpcId, int priority, boolean complete) {

    static FirewallRuleGroupAssociation from(AwsElement association) {
        return new FirewallRuleGroupAssociation(
                association.requiredText("Id"),
                association.text("FirewallRuleGroupId").orElse(""),
                association.requiredText("VpcId"),
                association.number("Priority").orElse(0),
                association.text("Status").map("COMPLETE"::equals).orElse(true));
    }
}
