package hyperpod.rig.egress.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An endpoint of AWS Verified Access, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-verified-access-endpoints.html">describe-verified-access-endpoints</a>
 * prints it. AWS does not say in which VPC it is: its subnets, its interface or its security groups do.
 *
 * @param verifiedAccessEndpointId {@code vae-...}
 * @param subnetIds the subnets from which it connects
 * @param networkInterfaceId the interface to which it connects, if it leads to one
 * @param securityGroupIds its security groups
 * @param deleted whether it is gone
 */
public record VerifiedAccessEndpoint(
        String verifiedAccessEndpointId,
        List<String> subnetIds,
        Optional<String> networkInterfaceId,
        List<String> securityGroupIds,
        boolean deleted) {

    private static final List<String> OPTIONS_WITH_SUBNETS =
            List.of("LoadBalancerOptions", "RdsOptions", "CidrOptions");

    static VerifiedAccessEndpoint from(AwsElement endpoint) {
        List<String> subnets = new ArrayList<>();
        OPTIONS_WITH_SUBNETS.forEach(
                field -> endpoint.element(field).ifPresent(options -> subnets.addAll(options.texts("SubnetIds"))));
        return new VerifiedAccessEndpoint(
                endpoint.requiredText("VerifiedAccessEndpointId"),
                List.copyOf(subnets),
                endpoint.element("NetworkInterfaceOptions").flatMap(options -> options.text("NetworkInterfaceId")),
                endpoint.texts("SecurityGroupIds"),
                endpoint.element("Status")
                        .flatMap(status -> status.text("Code"))
                        .filter("deleted"::equals)
                        .isPresent());
    }

    /** Whether nothing says in which VPC it is. */
    public boolean saysNoPlace() {
        return subnetIds.isEmpty() && networkInterfaceId.isEmpty() && securityGroupIds.isEmpty();
    }
}
