package hyperpod.rig.sweep;

import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.resources.MeantResource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the control planes show of what an execution meant to create.
 *
 * @param resources the resources, clusters first
 * @param complete whether both control planes could be asked; if not, the report names why
 */
record Remains(List<MeantResource> resources, boolean complete) {

    Remains {
        resources = List.copyOf(resources);
    }

    /** Looks; one control plane that does not answer does not hide what the other shows. */
    static Remains of(
            LedgerEntry entry, MeantClusters clusters, MeantFileSystems fileSystems, SweepReportCollector report) {
        String name = entry.execution().name();
        Optional<List<MeantResource>> ownClusters =
                report.attempt("the cluster of execution '" + name + "' could not be read", () -> clusters.of(entry));
        Optional<List<MeantResource>> ownFileSystems = report.attempt(
                "the file system of execution '" + name + "' could not be read", () -> fileSystems.of(entry));
        return new Remains(
                Stream.of(ownClusters, ownFileSystems)
                        .flatMap(Optional::stream)
                        .flatMap(List::stream)
                        .toList(),
                ownClusters.isPresent() && ownFileSystems.isPresent());
    }

    /** Those that are the execution's own without doubt. */
    List<MeantResource> own() {
        return resources.stream().filter(found -> found.doubt().isEmpty()).toList();
    }

    /** Those of which only the ledger says so. */
    List<MeantResource> doubtful() {
        return resources.stream().filter(found -> found.doubt().isPresent()).toList();
    }

    /** Whether there is a cluster, doubtful or not. */
    boolean hasCluster() {
        return resources.stream().anyMatch(found -> found.type() == ResourceType.CLUSTER);
    }

    /** Whether nothing is there, for sure. */
    boolean isNothing() {
        return complete && resources.isEmpty();
    }
}
