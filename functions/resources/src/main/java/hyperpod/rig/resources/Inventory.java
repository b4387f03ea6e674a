package hyperpod.rig.resources;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Remaining;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What executions created and what still exists, by asking the control planes: never from what a state remembers. */
public final class Inventory {

    private final OwnClusters clusters;
    private final OwnFileSystems fileSystems;

    /** Asks through these. */
    public Inventory(OwnClusters clusters, OwnFileSystems fileSystems) {
        this.clusters = clusters;
        this.fileSystems = fileSystems;
    }

    /** The clusters that executions of the application created. */
    public List<OwnedResource> clusters() {
        return clusters.ofApplication();
    }

    /** The file systems that executions of the application created. */
    public List<OwnedResource> fileSystems() {
        return fileSystems.ofApplication();
    }

    /**
     * What remains of an execution: everything that carries its tags.
     *
     * @param clusterRefusal why SageMaker refused to delete, if it did
     * @param fileSystemRefusal why FSx refused to delete, if it did
     */
    public List<Remaining> of(
            Execution execution, Optional<String> clusterRefusal, Optional<String> fileSystemRefusal) {
        Stream<Remaining> remainingClusters =
                clusters.of(execution).stream().map(cluster -> cluster.remaining(clusterRefusal));
        Stream<Remaining> remainingFileSystems =
                fileSystems.of(execution).stream().map(fileSystem -> fileSystem.remaining(fileSystemRefusal));
        return Stream.concat(remainingClusters, remainingFileSystems).toList();
    }
}
