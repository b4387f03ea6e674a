package hyperpod.rig.rollback;

import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantResource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupDetails;
import software.amazon.awssdk.services.sagemaker.model.EnvironmentConfigDetails;

/**
 * Reads where the groups of clusters put their artifacts.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html">DescribeCluster</a>
 */
final class ArtifactLocations {

    private static final Logger LOG = LoggerFactory.getLogger(ArtifactLocations.class);

    private final MeantClusters clusters;

    ArtifactLocations(MeantClusters clusters) {
        this.clusters = clusters;
    }

    /** Those of the clusters among what remains. What SageMaker does not tell is left out: the list must not fail. */
    List<ArtifactLocation> of(List<MeantResource> remaining) {
        return remaining.stream()
                .filter(found -> found.type() == ResourceType.CLUSTER)
                .flatMap(this::of)
                .toList();
    }

    private Stream<ArtifactLocation> of(MeantResource cluster) {
        try {
            return clusters.describe(cluster.arn()).stream()
                    .flatMap(details -> details.restrictedInstanceGroups().stream())
                    .flatMap(group -> location(cluster.id(), group).stream());
        } catch (SdkException | ServiceUnavailableException e) {
            LOG.warn("where {} puts its artifacts is not known: {}", cluster.arn(), e.getMessage());
            return Stream.empty();
        }
    }

    private static Optional<ArtifactLocation> location(
            String clusterName, ClusterRestrictedInstanceGroupDetails group) {
        return Optional.ofNullable(group.environmentConfig())
                .map(EnvironmentConfigDetails::s3OutputPath)
                .map(path -> new ArtifactLocation(clusterName, group.instanceGroupName(), path));
    }
}
