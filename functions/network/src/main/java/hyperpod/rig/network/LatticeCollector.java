package hyperpod.rig.network;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.vpclattice.VpcLatticeClient;

/**
 * Reads the VPC Lattice service networks with which VPCs are associated.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/Welcome.html">VPC Lattice API Reference</a>
 */
final class LatticeCollector {

    /** The key of those of several VPCs; VPC Lattice itself prints those of one, under {@code items}. */
    private static final String ASSOCIATIONS = "ServiceNetworkVpcAssociations";

    private final Supplier<VpcLatticeClient> lattice;
    private final NetworkDocuments documents;

    LatticeCollector(Supplier<VpcLatticeClient> lattice, NetworkDocuments documents) {
        this.lattice = lattice;
        this.documents = documents;
    }

    /** Reads the associations of each VPC; VPC Lattice shows those of one VPC at a time. */
    void read(Collection<String> vpcIds) {
        Map<String, Supplier<List<? extends SdkPojo>>> call = new LinkedHashMap<>();
        call.put(
                ASSOCIATIONS,
                () -> vpcIds.stream().flatMap(vpcId -> of(vpcId).stream()).toList());
        documents
                .answers(call)
                .forEach((key, associations) ->
                        documents.put(ASSOCIATIONS + ".json", AwsCliDocument.of(ASSOCIATIONS, associations)));
    }

    private List<? extends SdkPojo> of(String vpcId) {
        VpcLatticeClient client = lattice.get();
        return NotInRegionException.unlessOffered(
                "VPC Lattice",
                VpcLatticeClient.serviceMetadata().regions(),
                client.serviceClientConfiguration().region(),
                () -> client.listServiceNetworkVpcAssociationsPaginator(r -> r.vpcIdentifier(vpcId)).items().stream()
                        .toList());
    }
}
