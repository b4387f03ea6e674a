package hyperpod.rig.rollback;

import hyperpod.rig.core.Excerpt;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.RollbackRecord;
import hyperpod.rig.resources.DeletionOrder;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.resources.MeantResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * State CheckNothingRemains of rollback: asks the control planes what the execution created and still exists, and tells
 * the ledger how the rollback ended. Other states ask the same and tell nothing.
 */
public final class CheckNothingRemainsHandler
        extends StateHandler<CheckNothingRemainsHandler.Input, CheckNothingRemainsHandler.Output> {

    private static final Logger LOG = LoggerFactory.getLogger(CheckNothingRemainsHandler.class);
    private static final int MAX_REASON = 2_000;
    private static final String UNKNOWN = "unknown";

    private final Ledger ledger;
    private final RemainingResources resources;
    private final ArtifactLocations artifacts;

    /** As Lambda makes it. */
    public CheckNothingRemainsHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init. */
    public CheckNothingRemainsHandler(FunctionEnvironment environment) {
        this(
                Ledger.of(environment),
                new MeantClusters(environment.client(SageMakerClient.builder()), environment.application()),
                new MeantFileSystems(environment.client(FSxClient.builder()), environment.application()));
    }

    CheckNothingRemainsHandler(Ledger ledger, MeantClusters clusters, MeantFileSystems fileSystems) {
        super(Input.class);
        this.ledger = ledger;
        resources = new RemainingResources(clusters, fileSystems);
        artifacts = new ArtifactLocations(clusters);
    }

    /**
     * The state's input.
     *
     * @param order what a person accepted and named; nobody anything if it is absent
     * @param rollbackArn the rollback that comes to its end; absent if somebody only asks
     * @param clusterRefusal why the state machine gave up deleting the cluster, if it did
     * @param fileSystemRefusal why it gave up deleting the file system, if it did
     * @param reasons why each resource still existed at the last look, by its ARN
     * @param leftAlone why nothing more is deleted, if that is so
     * @param gone whether looks far enough apart saw nothing; absent if the rollback began before the states said it
     */
    public record Input(
            Execution execution,
            Optional<DeletionOrder> order,
            Optional<String> rollbackArn,
            Optional<Refusal> clusterRefusal,
            Optional<Refusal> fileSystemRefusal,
            Optional<Map<String, String>> reasons,
            Optional<String> leftAlone,
            Optional<Boolean> gone)
            implements ExecutionScoped {

        private String refusals() {
            return Stream.of(clusterRefusal, fileSystemRefusal)
                    .flatMap(Optional::stream)
                    .map(refusal -> ": " + refusal.inWords())
                    .collect(Collectors.joining());
        }

        private boolean isProvenGone() {
            return gone.orElse(refusals().isEmpty());
        }
    }

    /** What became of the rollback of an execution that failed, as the ledger says. */
    public enum Rollback {
        /** Nothing remains. */
        COMPLETE,
        /** It ended and left something. */
        INCOMPLETE,
        /** It began and did not come to its end: it runs, or was stopped, or broke. */
        INTERRUPTED,
        /** None began since the execution failed. */
        NOT_STARTED
    }

    /**
     * The state's result.
     *
     * @param executionArn whose resources were looked for
     * @param clusterName name of its cluster, if the ledger knows it
     * @param remaining empty if everything was taken back
     * @param artifacts where the groups of the clusters that remain put what their jobs made, as far as known
     * @param rollback what became of its rollback
     */
    public record Output(
            String executionArn,
            Optional<String> clusterName,
            List<Remaining> remaining,
            List<ArtifactLocation> artifacts,
            Rollback rollback) {}

    @Override
    protected Output handle(Input input) {
        Optional<LedgerEntry> entry =
                ledger.entry(input.execution().arn(), input.execution().startDate());
        List<MeantResource> found =
                resources.of(input.execution(), entry, input.order().orElse(DeletionOrder.NONE));
        List<Remaining> remaining = found.stream()
                .map(resource -> resource.remaining(reason(resource, found, input, entry)))
                .toList();
        // An execution that is left alone is not closed, though nothing of it may be there yet.
        boolean ends = input.leftAlone().isEmpty() || !remaining.isEmpty();
        if (entry.isPresent() && input.rollbackArn().isPresent() && ends) {
            remaining = ended(entry.get(), input, remaining);
        }
        LOG.info("{} resources of this execution remain: {}", remaining.size(), Json.text(remaining));
        MetricsFactory.getMetricsInstance().addMetric("Remaining", remaining.size(), MetricUnit.COUNT);
        return new Output(
                input.execution().arn(),
                entry.map(LedgerEntry::clusterName),
                remaining,
                artifacts.of(found),
                rollback(ledger.entry(input.execution().arn(), input.execution().startDate())));
    }

    /** What remains after all: something was perhaps not seen. */
    private List<Remaining> ended(LedgerEntry entry, Input input, List<Remaining> remaining) {
        Execution execution = entry.execution();
        String rollbackArn = input.rollbackArn().orElseThrow();
        if (remaining.isEmpty() && !entry.intents().isEmpty() && !input.isProvenGone()) {
            List<Remaining> unseen = unknown("nothing is seen, but one look is none, and the rollback ended before"
                    + " another could be made" + input.refusals() + ". Start it again");
            ledger.rollbackEnded(execution, rollbackArn, unseen);
            return unseen;
        }
        ledger.rollbackEnded(execution, rollbackArn, remaining);
        if (!remaining.isEmpty()
                || ledger.entry(execution.arn(), execution.startDate())
                        .filter(LedgerEntry::closed)
                        .isPresent()) {
            return remaining;
        }
        List<Remaining> unknown = unknown(
                "the execution asked for something more while it was taken back." + " Start its rollback again");
        ledger.rollbackEnded(execution, rollbackArn, unknown);
        return unknown;
    }

    private static List<Remaining> unknown(String reason) {
        return List.of(new Remaining(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, Optional.of(Excerpt.of(reason, MAX_REASON))));
    }

    private static Optional<String> reason(
            MeantResource resource, List<MeantResource> found, Input input, Optional<LedgerEntry> entry) {
        boolean isCluster = resource.type() == ResourceType.CLUSTER;
        Optional<Refusal> refusal = isCluster ? input.clusterRefusal() : input.fileSystemRefusal();
        String told = Stream.of(
                        refusal.map(Refusal::inWords),
                        input.reasons().map(reasons -> reasons.get(resource.arn())),
                        input.leftAlone())
                .flatMap(Optional::stream)
                .collect(Collectors.joining(": "));
        return resource.doubt()
                .or(() -> Optional.of(told).filter(text -> !text.isEmpty()))
                .or(() -> recorded(resource, entry))
                .or(() -> input.rollbackArn().map(rollback -> unasked(resource, isCluster, found)))
                .map(reason -> Excerpt.of(reason, MAX_REASON));
    }

    /** What the newest rollback said of it. */
    private static Optional<String> recorded(MeantResource resource, Optional<LedgerEntry> entry) {
        return entry.map(LedgerEntry::rollbacks)
                .filter(records -> !records.isEmpty())
                .map(List::getLast)
                .flatMap(record -> record.remaining().stream()
                        .filter(remaining -> remaining.arn().equals(resource.arn()))
                        .findFirst())
                .flatMap(Remaining::reason);
    }

    private static String unasked(MeantResource resource, boolean isCluster, List<MeantResource> found) {
        if (!isCluster && found.stream().anyMatch(other -> other.type() == ResourceType.CLUSTER)) {
            return "not deleted: the cluster remains, and may use it";
        }
        return resource.isBeingDeleted()
                ? "still being deleted"
                : "it was not seen before, so its deletion was not asked for. Start the rollback again";
    }

    private static Rollback rollback(Optional<LedgerEntry> entry) {
        if (entry.filter(LedgerEntry::closed).isPresent()) {
            return Rollback.COMPLETE;
        }
        return entry.map(LedgerEntry::rollbacks).stream()
                .flatMap(List::stream)
                .filter(record -> entry.flatMap(LedgerEntry::failedAt)
                        .filter(failed -> record.began().isBefore(failed))
                        .isEmpty())
                .reduce((earlier, later) -> later)
                .map(RollbackRecord::outcome)
                .map(outcome -> switch (outcome) {
                    case COMPLETE -> Rollback.COMPLETE;
                    case INCOMPLETE -> Rollback.INCOMPLETE;
                    case RUNNING_OR_BROKEN -> Rollback.INTERRUPTED;
                })
                .orElse(Rollback.NOT_STARTED);
    }
}
