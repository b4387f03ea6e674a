package hyperpod.rig.egress.snapshot;

/**
 * A rule group of Route 53 Resolver DNS Firewall in a VPC, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/route53resolver/list-firewall-rule-group-associations.html">list-firewall-rule-group-associations</a>
 * prints it.
 *
 * @param id {@code rslvr-frgassoc-...}
 * @param vpcId {@code vpc-...}
 * @param complete whether it is in force
 */
public record FirewallRuleGroupAssociation(String id, String vpcId, boolean complete) {

    static FirewallRuleGroupAssociation from(AwsElement association) {
        return new FirewallRuleGroupAssociation(
                association.requiredText("Id"),
                association.requiredText("VpcId"),
                association.text("Status").map("COMPLETE"::equals).orElse(true));
    }
}
