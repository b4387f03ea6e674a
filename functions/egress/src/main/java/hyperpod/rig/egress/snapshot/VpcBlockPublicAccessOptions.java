package hyperpod.rig.egress.snapshot;

import java.util.Optional;

/**
 * VPC Block Public Access of an account in a Region, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-vpc-block-public-access-options.html">describe-vpc-block-public-access-options</a>
 * prints it.
 *
 * @param awsAccountId the account, 12 digits
 * @param awsRegion the Region, such as {@code us-east-1}
 * @param mode what it blocks now
 */
public record VpcBlockPublicAccessOptions(Optional<String> awsAccountId, Optional<String> awsRegion, Mode mode) {

    /** What is blocked. */
    public enum Mode {
        /** Nothing, or it is not certain yet. */
        OFF,
        /** What internet gateways carry, save the traffic of NAT gateways and egress-only internet gateways. */
        BLOCK_INGRESS,
        /** All that internet gateways and egress-only internet gateways carry. */
        BLOCK_BIDIRECTIONAL
    }

    static VpcBlockPublicAccessOptions from(AwsElement options) {
        boolean changing =
                options.text("State").filter("update-in-progress"::equals).isPresent();
        Mode mode = switch (options.text("InternetGatewayBlockMode").orElse("off")) {
            case "block-bidirectional" -> Mode.BLOCK_BIDIRECTIONAL;
            case "block-ingress" -> Mode.BLOCK_INGRESS;
            default -> Mode.OFF;
        };
        return new VpcBlockPublicAccessOptions(
                options.text("AwsAccountId"), options.text("AwsRegion"), changing ? Mode.OFF : mode);
    }
}
