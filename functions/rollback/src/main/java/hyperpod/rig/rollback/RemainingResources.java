package hyperpod.rig.rollback;

import hyperpod.rig.core.Execution;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.resources.DeletionOrder;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.resources.MeantResource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an execution meant to create, or a person named, and the control planes show. */
record RemainingResources(MeantClusters clusters, MeantFileSystems fileSystems) {

    /** Each once: a person may name what the ledger knows. Clusters come first. */
    List<MeantResource> of(Execution execution, Optional<LedgerEntry> entry, DeletionOrder order) {
        return unique(Stream.of(
                        entry.stream().flatMap(known -> clusters.of(known).stream()),
                        order.resources().stream()
                                .filter(MeantClusters::isOne)
                                .flatMap(arn -> clusters.named(arn, execution).stream()),
                        entry.stream().flatMap(known -> fileSystems.of(known).stream()),
                        order.resources().stream()
                                .filter(MeantFileSystems::isOne)
                                .flatMap(arn -> fileSystems.named(arn, execution).stream()))
                .flatMap(Function.identity()));
    }

    private static List<MeantResource> unique(Stream<MeantResource> found) {
        Collection<MeantResource> byArn = found.collect(Collectors.toMap(
                        MeantResource::arn, Function.identity(), (first, second) -> first, LinkedHashMap::new))
                .values();
        return List.copyOf(byArn);
    }
}
