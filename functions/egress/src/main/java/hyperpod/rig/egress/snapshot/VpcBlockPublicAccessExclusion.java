package hyperpod.rig.egress.snapshot;

/**
 * An exclusion from VPC Block Public Access, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-vpc-block-public-access-exclusions.html">describe-vpc-block-public-access-exclusions</a>
 * prints it. Both of its modes let traffic out; one of them also lets connections in.
 *
 * @param exclusionId {@code vpcbpa-exclude-...}
 * @param resourceId the VPC or subnet that is excluded
 * @param letsIn whether it lets connections in too
 * @param inForce whether it may be in force: not if it was deleted or its creation failed
 */
public record VpcBlockPublicAccessExclusion(String exclusionId, String resourceId, boolean letsIn, boolean inForce) {

    static VpcBlockPublicAccessExclusion from(AwsElement exclusion) {
        String arn = exclusion.requiredText("ResourceArn");
        String state = exclusion.text("State").orElse("create-complete");
        return new VpcBlockPublicAccessExclusion(
                exclusion.requiredText("ExclusionId"),
                arn.substring(arn.lastIndexOf('/') + 1),
                exclusion
                        .text("InternetGatewayExclusionMode")
                        .filter("allow-egress"::equals)
                        .isEmpty(),
                !state.equals("delete-complete")
                        && !state.equals("create-failed")
                        && !state.equals("disable-complete"));
    }
}
