package hyperpod.rig.egress.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * A subnet into which a Client VPN endpoint leads, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-client-vpn-target-networks.html">describe-client-vpn-target-networks</a>
 * prints it.
 *
 * @param associationId {@code cvpn-assoc-...}
 * @param clientVpnEndpointId {@code cvpn-endpoint-...}
 * @param vpcId {@code vpc-...}
 * @param subnetId {@code subnet-...}, which AWS calls the target network
 * @param securityGroupIds the security groups of its interface there
 * @param ended whether the association was never made or is gone
 */
public record ClientVpnTargetNetwork(
        String associationId,
        String clientVpnEndpointId,
        Optional<String> vpcId,
        Optional<String> subnetId,
        List<String> securityGroupIds,
        boolean ended) {

    static ClientVpnTargetNetwork from(AwsElement network) {
        return new ClientVpnTargetNetwork(
                network.requiredText("AssociationId"),
                network.requiredText("ClientVpnEndpointId"),
                network.text("VpcId"),
                network.text("TargetNetworkId"),
                network.texts("SecurityGroups"),
                network.element("Status")
                        .flatMap(status -> status.text("Code"))
                        .filter(code -> code.equals("disassociated") || code.equals("association-failed"))
                        .isPresent());
    }
}
