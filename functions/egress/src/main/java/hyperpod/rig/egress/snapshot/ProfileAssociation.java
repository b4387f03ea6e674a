package hyperpod.rig.egress.snapshot;

/**
 * A Route 53 Profile in a VPC, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/route53profiles/list-profile-associations.html">list-profile-associations</a>
 * prints it.
 *
 * @param id {@code rpassoc-...}
 * @param profileId {@code rp-...}
 * @param vpcId {@code vpc-...}, which AWS calls the resource
 * @param ended whether it was never made or is gone
 */
public record ProfileAssociation(String id, String profileId, String vpcId, boolean ended) {

    static ProfileAssociation from(AwsElement association) {
        return new ProfileAssociation(
                association.requiredText("Id"),
                association.requiredText("ProfileId"),
                association.requiredText("ResourceId"),
                association
                        .text("Status")
                        .filter(status -> status.equals("DELETED") || status.equals("FAILED"))
                        .isPresent());
    }
}
