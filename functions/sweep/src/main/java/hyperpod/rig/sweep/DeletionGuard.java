package hyperpod.rig.sweep;

import hyperpod.rig.resources.Inventory;
import hyperpod.rig.resources.OwnedResource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;

/**
 * Whether the application may go. With it go the roles that an execution works with, the rule that takes back what a
 * stopped one created, and the only state machine that deletes a cluster.
 */
final class DeletionGuard {

    private static final int MAX_LISTED = 10;

    private final String application;
    private final RunningExecutions provisions;
    private final RunningExecutions rollbacks;
    private final Inventory inventory;

    DeletionGuard(String application, RunningExecutions provisions, RunningExecutions rollbacks, Inventory inventory) {
        this.application = application;
        this.provisions = provisions;
        this.rollbacks = rollbacks;
        this.inventory = inventory;
    }

    /** What runs or stands, and what to do about it; empty if the application may be deleted. */
    Optional<String> objection() {
        List<String> running = Stream.concat(
                        provisions.all().stream().map(execution -> described("provision", execution)),
                        rollbacks.all().stream().map(execution -> described("rollback", execution)))
                .toList();
        List<String> standing = Stream.concat(inventory.clusters().stream(), inventory.fileSystems().stream())
                .map(DeletionGuard::described)
                .toList();
        return running.isEmpty() && standing.isEmpty()
                ? Optional.empty()
                : Optional.of("The application " + application + " is in use, and nothing of it was deleted."
                        + listed(
                                " Executions run: ",
                                running,
                                ". Wait for their end, or stop them and wait for their rollback.")
                        + listed(
                                " Clusters and file systems stand: ",
                                standing,
                                ". Start rollback for each execution that created them.")
                        + " Then delete the stack again. docs/operations.md says more under Life of the stack.");
    }

    private static String described(String machine, ExecutionListItem execution) {
        return machine + " " + execution.name();
    }

    private static String described(OwnedResource resource) {
        return resource.type().cloudFormationName() + " " + resource.id() + " (" + resource.status() + ") of execution "
                + resource.executionName();
    }

    private static String listed(String before, List<String> all, String after) {
        return all.isEmpty()
                ? ""
                : before
                        + all.stream().limit(MAX_LISTED).collect(Collectors.joining(", "))
                        + (all.size() > MAX_LISTED ? " and " + (all.size() - MAX_LISTED) + " more" : "")
                        + after;
    }
}
