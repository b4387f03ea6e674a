package hyperpod.rig.sweep;

import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.OwnFileSystems;
import hyperpod.rig.resources.Remaining;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.fsx.model.FileSystem;
import software.amazon.awssdk.services.sagemaker.model.ClusterSummary;

/** What carries the application's tag, in any status, by asking the control planes. */
final class TaggedResources {

    private final OwnClusters clusters;
    private final OwnFileSystems fileSystems;

    TaggedResources(OwnClusters clusters, OwnFileSystems fileSystems) {
        this.clusters = clusters;
        this.fileSystems = fileSystems;
    }

    List<TaggedResource> clusters() {
        return clusters.ofApplication().entrySet().stream()
                .map(found -> tagged(found.getValue(), found.getKey()))
                .toList();
    }

    List<TaggedResource> fileSystems() {
        return fileSystems.ofApplication().entrySet().stream()
                .map(found -> tagged(found.getValue(), found.getKey()))
                .toList();
    }

    private static TaggedResource tagged(String executionName, ClusterSummary cluster) {
        return new TaggedResource(
                executionName,
                known(cluster.creationTime(), "ListClusters.CreationTime"),
                new Remaining("AWS::SageMaker::Cluster", cluster.clusterName(), cluster.clusterArn(), cluster.clusterStatusAsString(),
                        Optional.empty()));
    }

    private static TaggedResource tagged(String executionName, FileSystem fileSystem) {
        return new TaggedResource(
                executionName,
                known(fileSystem.creationTime(), "DescribeFileSystems.CreationTime"),
                new Remaining("AWS::FSx::FileSystem", fileSystem.fileSystemId(), fileSystem.resourceARN(), fileSystem.lifecycleAsString(),
                        Optional.empty()));
    }

    private static Instant known(Instant creationTime, String member) {
        return ServiceUnavailableException.unlessMissing(creationTime, member);
    }
}
