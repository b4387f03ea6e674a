package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * VPC Lattice: the associations of VPCs with service networks, in the network's list
 * {@code ServiceNetworkVpcAssociations}.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/Welcome.html">VPC Lattice API Reference</a>
 */
final class VpcLattice implements Service {

    private static final int PAGE = 100;

    private final Ec2 network;
    private final Pages pages;

    /** @param network holds the lists of all that a network has */
    VpcLattice(Ec2 network, Pages pages) {
        this.network = network;
        this.pages = pages;
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        if (!operation.equals("ListServiceNetworkVpcAssociations")) {
            throw AwsError.unknownOperation(operation);
        }
        List<JsonNode> found = network.list("ServiceNetworkVpcAssociations")
                .valueStream()
                .filter(association -> association.path("vpcId").equals(request.path("vpcIdentifier")))
                .toList();
        return pages.of(operation, "items", found, request, Pages.Names.LOWER, PAGE);
    }
}
