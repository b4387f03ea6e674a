package hyperpod.rig.egress.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * An EC2 Instance Connect endpoint, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-instance-connect-endpoints.html">describe-instance-connect-endpoints</a>
 * prints it.
 *
 * @param instanceConnectEndpointId {@code eice-...}
 * @param vpcId {@code vpc-...}
 * @param subnetId {@code subnet-...}
 * @param securityGroupIds its security groups
 * @param preserveClientIp whether connections come from the client's address and not from the endpoint's
 * @param gone whether it was never made or is deleted
 */
public record InstanceConnectEndpoint(
        String instanceConnectEndpointId,
        String vpcId,
        Optional<String> subnetId,
        List<String> securityGroupIds,
        boolean preserveClientIp,
        boolean gone) {

    static InstanceConnectEndpoint from(AwsElement endpoint) {
        return new InstanceConnectEndpoint(
                endpoint.requiredText("InstanceConnectEndpointId"),
                endpoint.requiredText("VpcId"),
                endpoint.text("SubnetId"),
                endpoint.texts("SecurityGroupIds"),
                endpoint.flag("PreserveClientIp"),
                endpoint.text("State")
                        .filter(state -> state.equals("delete-complete") || state.equals("create-failed"))
                        .isPresent());
    }
}
