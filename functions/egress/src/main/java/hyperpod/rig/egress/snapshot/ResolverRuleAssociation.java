package hyperpod.rig.egress.snapshot;

/**
 * A rule of Route 53 Resolver in a VPC, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/route53resolver/list-resolver-rule-associations.html">list-resolver-rule-associations</a>
 * prints it.
 *
 * @param id {@code rslvr-rrassoc-...}
 * @param resolverRuleId {@code rslvr-rr-...}
 * @param vpcId {@code vpc-...}
 * @param failed whether it was never made
 */
public record ResolverRuleAssociation(String id, String resolverRuleId, String vpcId, boolean failed) {

    /** AWS's own rules, which {@code list-resolver-rules} shows without saying what they are in every account. */
    private static final String AUTODEFINED = "rslvr-autodefined-";

    static ResolverRuleAssociation from(AwsElement association) {
        return new ResolverRuleAssociation(
                association.requiredText("Id"),
                association.requiredText("ResolverRuleId"),
                association.requiredText("VPCId"),
                association.text("Status").filter("FAILED"::equals).isPresent());
    }

    /** Whether the rule is one that AWS defines for every VPC. */
    public boolean isAutodefined() {
        return resolverRuleId.startsWith(AUTODEFINED);
    }
}
