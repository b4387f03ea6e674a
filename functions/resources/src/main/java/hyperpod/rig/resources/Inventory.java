package hyperpod.rig.resources;

import hyperpod.rig.core.Execution;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lists what an execution created and still exists, by asking the control planes: never from what a state remembers. */
public final class Inventory {

    private final OwnClusters clusters;
    private final OwnFileSystems fileSystems;

    /** Asks through these. */
    public Inventory(OwnClusters clusters, OwnFileSystems fileSystems) {
        this.clusters = clusters;
        this.fileSystems = fileSystems;
    }

    /**
     * Everything that carries the execution's tags.
     *
     * @param clusterRefusal why SageMaker refused to delete, if it did
     * @param fileSystemRefusal why FSx refused to delete, if it did
     */
    public List<Remaining> of(Execution execution, Optional<String> clusterRefusal, Optional<String> fileSystemRefusal) {
        Stream<Remaining> ownClusters = clusters.of(execution).stream().map(cluster -> new Remaining(
                "AWS::SageMaker::Cluster", cluster.clusterName(), cluster.clusterArn(), cluster.clusterStatusAsString(), clusterRefusal));
        Stream<Remaining> ownFileSystems = fileSystems.of(execution).stream().map(fileSystem -> new Remaining(
                "AWS::FSx::FileSystem", fileSystem.fileSystemId(), fileSystem.resourceARN(), fileSystem.lifecycleAsString(),
                fileSystemRefusal));
        return Stream.concat(ownClusters, ownFileSystems).toList();
    }
}
