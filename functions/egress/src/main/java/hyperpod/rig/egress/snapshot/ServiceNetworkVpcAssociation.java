package hyperpod.rig.egress.snapshot;

import java.util.Optional;

/**
 * The association of a VPC with a service network of Amazon VPC Lattice, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/vpc-lattice/list-service-network-vpc-associations.html">list-service-network-vpc-associations</a>
 * prints it.
 *
 * @param id {@code snva-...}
 * @param vpcId {@code vpc-...}
 * @param serviceNetworkArn the service network, whose account may be another one
 * @param failed whether it was never made
 */
public record ServiceNetworkVpcAssociation(
        String id, String vpcId, Optional<String> serviceNetworkArn, boolean failed) {

    static ServiceNetworkVpcAssociation from(AwsElement association) {
        return new ServiceNetworkVpcAssociation(
                association.requiredText("id"),
                association.requiredText("vpcId"),
                association.text("serviceNetworkArn"),
                association.text("status").filter("CREATE_FAILED"::equals).isPresent());
    }
}
