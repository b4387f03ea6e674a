package hyperpod.rig.egress.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * A Client VPN endpoint, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-client-vpn-endpoints.html">describe-client-vpn-endpoints</a>
 * prints it.
 *
 * @param clientVpnEndpointId {@code cvpn-endpoint-...}
 * @param vpcId the VPC that it is associated with, if any yet
 * @param securityGroupIds the security groups of its interfaces in that VPC
 * @param leadsNowhere whether it is gone, or not associated with any network yet
 * @param ofTransitGateway whether it leads to a transit gateway
 */
public record ClientVpnEndpoint(
        String clientVpnEndpointId,
        Optional<String> vpcId,
        List<String> securityGroupIds,
        boolean leadsNowhere,
        boolean ofTransitGateway) {

    static ClientVpnEndpoint from(AwsElement endpoint) {
        return new ClientVpnEndpoint(
                endpoint.requiredText("ClientVpnEndpointId"),
                endpoint.text("VpcId"),
                endpoint.texts("SecurityGroupIds"),
                endpoint.element("Status")
                        .flatMap(status -> status.text("Code"))
                        .filter(code -> code.equals("deleted") || code.equals("pending-associate"))
                        .isPresent(),
                endpoint.element("TransitGatewayConfiguration").isPresent());
    }
}
