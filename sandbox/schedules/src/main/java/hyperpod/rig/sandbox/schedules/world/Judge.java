package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.sandbox.schedules.disturbance.Action;
import hyperpod.rig.sandbox.schedules.disturbance.Disturbance;
import hyperpod.rig.sandbox.schedules.world.Violation.Kind;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.ExecutionStatus;
import hyperpod.rig.sandbox.statemachines.HistoryEvent;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks, when all is at rest, the control planes, Step Functions and the ledger whether the promises were kept. */
final class Judge {

    private static final Set<String> ENDS =
            Set.of("ProvisioningFailed", "RollbackIncomplete", "RollbackInterrupted", "RollbackNotStarted");

    private static final Set<String> OF_WHAT_IS_LEFT =
            Set.of("RollbackIncomplete", "OrphanedResources", "DisputedResources");

    private final World world;
    private final Truth truth;

    Judge(World world) {
        this.world = world;
        truth = world.truth();
    }

    void judge() {
        world.stepFunctions().executions().stream()
                .filter(Execution::isRunning)
                .forEach(execution ->
                        truth.violated(Kind.WRONG_STATUS, execution.name() + " still runs, in " + execution.state()));
        world.rollbacks().forEach(this::rollback);
        truth.made().forEach(this::judge);
        world.provisionings().forEach(this::judge);
        winners();
        needlessAlarms();
    }

    /** Nobody disputes what is the application's, unless a person had a hand in it, or a confirmed deletion stopped. */
    private void needlessAlarms() {
        boolean hand = world.schedule()
                .all(Disturbance.Done.class)
                .map(Disturbance.Done::action)
                .anyMatch(action -> switch (action) {
                    case Action.LookAlikes _, Action.RemoveTags _, Action.StrangersCluster _, Action.DeleteByHand _ ->
                        true;
                    case Action.RollBack(boolean confirmed) -> confirmed;
                    case Action.Delete(boolean confirmed) -> confirmed;
                    default -> false;
                });
        if (!hand && truth.alarms().contains("DisputedResources")) {
            truth.violated(Kind.MISREPORTED, "the alarm DisputedResources rang, and nobody touched what was made");
        }
    }

    /** Nothing is left behind, unless it was committed, or listed while an alarm rang. */
    private void judge(Truth.Made made) {
        if (world.resource(made.arn()).isEmpty()) {
            return;
        }
        Optional<LedgerEntry> entry = world.entry(made.by());
        if (entry.filter(one -> one.committed() && !one.closed()).isPresent()) {
            return;
        }
        if (!isExcused(made)) {
            truth.violated(
                    Kind.ORPHANED,
                    made.arn() + " of " + made.by().name() + " is left, though nothing hinders its deletion any more");
        }
        boolean said = truth.reports().stream().anyMatch(report -> report.contains(made.arn()));
        if (!said || truth.alarms().stream().noneMatch(OF_WHAT_IS_LEFT::contains)) {
            truth.violated(
                    Kind.ORPHANED,
                    made.arn() + " of " + made.by().name() + " is left, and "
                            + (said ? "no alarm rang" : "nobody said so"));
        }
        if (entry.filter(LedgerEntry::closed).isPresent()) {
            truth.violated(
                    Kind.MISREPORTED,
                    made.arn() + " is left, and the ledger closed " + made.by().name());
        }
    }

    /**
     * What lost its tags, or hangs, is for a person; and what no rollback could take back, if the sweep only reports.
     */
    private boolean isExcused(Truth.Made made) {
        return !world.schedule().ground().sweepStartsRollback() && wasHindered(made.by())
                || truth.hangs(made)
                || !world.surroundings().isTagged(made.arn(), made.by().name());
    }

    /**
     * A rollback of it ended without success, or none may have been started for it, or left it alone because
     * DescribeExecution told of the time before.
     */
    private boolean wasHindered(Execution execution) {
        return world.schedule().describedLateBy().isPositive()
                || world.schedule()
                        .all(Disturbance.Delivered.class)
                        .anyMatch(delivered -> delivered.how() == Disturbance.Delivery.LOST)
                || world.rollbacks().stream()
                        .filter(rollback -> rollback.status() != ExecutionStatus.SUCCEEDED)
                        .anyMatch(rollback -> rollback.input().toString().contains("\"" + execution.arn() + "\""));
    }

    /** A rollback of an execution that never was takes back nothing, and says so. */
    private void rollback(Execution rollback) {
        String arn = rollback.input().path("executionArn").asText();
        boolean known = arn.isEmpty()
                || world.provisionings().stream()
                        .anyMatch(execution -> execution.arn().equals(arn));
        if (!known && rollback.status() == ExecutionStatus.SUCCEEDED) {
            truth.violated(Kind.MISREPORTED, "a rollback of " + arn + ", which never was, SUCCEEDED");
        }
    }

    private void judge(Execution execution) {
        Optional<LedgerEntry> entry = world.entry(execution);
        boolean committed = entry.filter(LedgerEntry::committed).isPresent();
        if (execution.status() == ExecutionStatus.SUCCEEDED && !committed) {
            truth.violated(Kind.WRONG_STATUS, execution.name() + " SUCCEEDED, and the ledger knows of no success");
        }
        if (committed && !truth.wasAudited(execution)) {
            truth.violated(Kind.MISREPORTED, execution.name() + " was committed without an audit that held");
        }
        if (execution.status() == ExecutionStatus.SUCCEEDED
                && entry.filter(one -> !one.closed()).isPresent()
                && !truth.isBeingDeleted(execution)) {
            stands(execution);
        }
        if (execution.status() == ExecutionStatus.FAILED) {
            failed(execution, committed);
        }
    }

    /** What a success says exists is there. */
    private void stands(Execution execution) {
        String arn = execution
                .output()
                .map(output -> output.path("clusterArn").asText())
                .orElse("");
        if (world.resource(arn).isEmpty() && !truth.wasDeletedByHand(arn)) {
            truth.violated(Kind.MISREPORTED, execution.name() + " SUCCEEDED with " + arn + ", which does not exist");
        }
    }

    private void failed(Execution execution, boolean committed) {
        String error = execution.error().orElse("");
        if (!ENDS.contains(error) && !error.startsWith("States.")) {
            truth.violated(Kind.WRONG_STATUS, execution.name() + " FAILED with " + error);
        }
        if (committed && error.equals("ProvisioningFailed")) {
            truth.violated(Kind.WRONG_STATUS, execution.name() + " was committed, and FAILED with " + error);
        }
        if (ENDS.contains(error) && execution.redriveCount() == 0) {
            String told =
                    json(execution.cause().orElse("{}")).at("/failure/error").asText();
            Optional<String> first = firstError(execution);
            if (first.isPresent() && !told.equals(first.get()) && !told.endsWith("DeadlineExceeded")) {
                truth.violated(
                        Kind.WRONG_STATUS,
                        execution.name() + " names " + told + " as its failure, which first failed with "
                                + first.get());
            }
        }
    }

    /** The first error of a state that was not repeated away: its event is followed by the state's exit. */
    private static Optional<String> firstError(Execution execution) {
        List<HistoryEvent> events = execution.history();
        for (int i = 0; i + 1 < events.size(); i++) {
            HistoryEvent event = events.get(i);
            boolean failed = event.type().endsWith("Failed") || event.type().endsWith("TimedOut");
            if (failed
                    && event.details().containsKey("error")
                    && events.get(i + 1).type().equals("TaskStateExited")) {
                return Optional.of((String) event.details().get("error"));
            }
        }
        return Optional.empty();
    }

    /** One winner per name and per EKS cluster: who deletes a cluster by hand frees both. */
    private void winners() {
        Map<String, String> winners = new HashMap<>();
        for (Execution execution : world.provisionings()) {
            world.entry(execution)
                    .filter(one -> world.countedOn(one).isPresent())
                    .ifPresent(entry -> {
                        for (String what : List.of(entry.clusterName(), entry.eksClusterArn())) {
                            String other = winners.put(what, execution.name());
                            if (other != null) {
                                truth.violated(
                                        Kind.MISREPORTED, execution.name() + " and " + other + " both have " + what);
                            }
                        }
                    });
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException _) {
            return Json.MAPPER.createObjectNode();
        }
    }
}
