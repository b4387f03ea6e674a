package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.sandbox.schedules.deployment.Deployment;
import hyperpod.rig.sandbox.schedules.world.Violation.Kind;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.testkit.AwsAccount;
import java.time.Duration;
import java.util.Optional;

/**
 * At last a person takes everything back, with a confirmation and without any disturbance: it ends clean, every entry
 * is closed and no lock is held. What lost its tags is left, for a person to delete.
 */
final class LastRollbacks {

    private static final Duration LOOK = Duration.ofMinutes(10);
    private static final int MOST_LOOKS = 200;

    private final World world;
    private final Truth truth;

    LastRollbacks(World world) {
        this.world = world;
        truth = world.truth();
    }

    void play() {
        world.trace().tell("at last everything is taken back");
        world.provisionings().stream()
                .filter(execution ->
                        world.entry(execution).filter(entry -> !entry.closed()).isPresent())
                .forEach(this::takeBack);
        for (int look = 0; look < MOST_LOOKS && runs(); look++) {
            world.pass(LOOK);
        }
        world.provisionings().forEach(execution -> world.entry(execution).ifPresent(entry -> judge(execution, entry)));
    }

    /** Starts the rollback of an execution, also of one whose name was used again, and confirms it. */
    private void takeBack(Execution execution) {
        truth.confirmed(execution);
        world.stepFunctions()
                .startExecution(
                        Deployment.ROLLBACK,
                        Optional.empty(),
                        Json.MAPPER
                                .createObjectNode()
                                .put("executionArn", execution.arn())
                                .put("startDate", execution.startDate().toString())
                                .put("artifactsSynchronised", true)
                                .put("loseQueuedExports", true));
    }

    private boolean runs() {
        return world.stepFunctions().executions().stream().anyMatch(Execution::isRunning);
    }

    private void judge(Execution execution, LedgerEntry entry) {
        boolean excused = truth.hasLookAlikes(execution);
        for (Truth.Made made : truth.made()) {
            if (made.by() != execution || world.resource(made.arn()).isEmpty()) {
                continue;
            }
            if (world.surroundings().isTagged(made.arn(), execution.name()) && !truth.hangs(made)) {
                truth.violated(Kind.ORPHANED, made.arn() + " is left, though its deletion was confirmed at last");
            }
            excused = true;
        }
        if (excused) {
            return;
        }
        if (!entry.closed()) {
            truth.violated(Kind.MISREPORTED, "nothing of " + execution.name() + " is left, and it is not closed");
        }
        lock("cluster#" + entry.clusterName());
        lock("eks#" + entry.eksClusterArn());
    }

    /** Nobody holds it, unless something of his is left. The holder is a start date and a name. */
    private void lock(String name) {
        ObjectNode request = Json.MAPPER.createObjectNode().put("TableName", AwsAccount.LEDGER_TABLE);
        ObjectNode key = request.putObject("Key");
        key.putObject("partition").put("S", name);
        key.putObject("sort").put("S", "lock");
        String holder = world.account()
                .ask("dynamodb", "GetItem", request)
                .at("/Item/holder/S")
                .asText();
        boolean excused = world.provisionings().stream()
                .anyMatch(execution -> world.entry(execution)
                        .filter(entry -> !entry.closed() && holder.endsWith(" " + execution.name()))
                        .isPresent());
        if (!holder.isEmpty() && !excused) {
            truth.violated(Kind.MISREPORTED, "the lock " + name + " is held by " + holder + ", which is closed");
        }
    }
}
