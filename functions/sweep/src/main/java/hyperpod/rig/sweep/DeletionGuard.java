package hyperpod.rig.sweep;

import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.resources.MeantResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;

/**
 * Whether the application may go. With it go the roles that an execution works with, the rule that takes back what a
 * stopped one created, and the only state machine that deletes a cluster. Either word is enough to keep it: the
 * ledger's or that of a tag.
 */
final class DeletionGuard {

    private static final int MAX_LISTED = 10;

    private final String application;
    private final RunningExecutions provisions;
    private final RunningExecutions rollbacks;
    private final Ledger ledger;
    private final TaggedResources tagged;
    private final MeantClusters clusters;
    private final MeantFileSystems fileSystems;

    DeletionGuard(
            String application,
            RunningExecutions provisions,
            RunningExecutions rollbacks,
            Ledger ledger,
            TaggedResources tagged,
            MeantClusters clusters,
            MeantFileSystems fileSystems) {
        this.application = application;
        this.provisions = provisions;
        this.rollbacks = rollbacks;
        this.ledger = ledger;
        this.tagged = tagged;
        this.clusters = clusters;
        this.fileSystems = fileSystems;
    }

    /** What runs or stands, and what to do about it; empty if the application may be deleted. */
    Optional<String> objection() {
        List<String> running = Stream.concat(
                        provisions.some(MAX_LISTED + 1).stream().map(execution -> described("provision", execution)),
                        rollbacks.some(MAX_LISTED + 1).stream().map(execution -> described("rollback", execution)))
                .toList();
        List<String> standing = List.copyOf(standing().values());
        return running.isEmpty() && standing.isEmpty()
                ? Optional.empty()
                : Optional.of("The application " + application + " is in use, and nothing of it was deleted."
                        + listed(
                                " Executions run: ",
                                running,
                                " and more",
                                ". Wait for their end, or stop them and wait for their rollback.")
                        + listed(
                                " Clusters and file systems stand: ",
                                standing,
                                " and " + (standing.size() - MAX_LISTED) + " more",
                                ". Start rollback for each execution that created them.")
                        + " Then delete the stack again. docs/operations.md says more under Life of the stack.");
    }

    /** What exists, described, by its ARN. */
    private Map<String, String> standing() {
        Map<String, String> standing = new LinkedHashMap<>();
        ledger.open()
                .forEach(entry -> meant(entry)
                        .forEach(found -> standing.put(
                                found.arn(), described(found, entry.execution().name()))));
        tagged.all().stream()
                .filter(arn -> !standing.containsKey(arn))
                .flatMap(arn -> (MeantClusters.isOne(arn) ? clusters.tagged(arn) : fileSystems.tagged(arn)).stream())
                .forEach(found -> standing.put(
                        found.resource().arn(),
                        described(found.resource(), found.executionName().orElse("unknown"))));
        return standing;
    }

    private Stream<MeantResource> meant(LedgerEntry entry) {
        return Stream.concat(clusters.of(entry).stream(), fileSystems.of(entry).stream());
    }

    private static String described(String machine, ExecutionListItem execution) {
        return machine + " " + execution.name();
    }

    private static String described(MeantResource resource, String executionName) {
        return resource.type().cloudFormationName() + " " + resource.id() + " (" + resource.status() + ") of execution "
                + executionName;
    }

    private static String listed(String before, List<String> all, String more, String after) {
        return all.isEmpty()
                ? ""
                : before
                        + all.stream().limit(MAX_LISTED).collect(Collectors.joining(", "))
                        + (all.size() > MAX_LISTED ? more : "")
                        + after;
    }
}
