package hyperpod.rig.api;

import hyperpod.rig.core.Remaining;
import hyperpod.rig.ledger.Created;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.RollbackRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;

/** What remains, or may remain, of an execution that nobody takes back. */
final class Remains {

    private static final String NOT_KNOWN = "unknown";
    private static final String CLUSTER = ResourceType.CLUSTER.cloudFormationName();

    private Remains() {}

    /**
     * What the newest rollback left, with AWS's reasons, and without a cluster that is gone since. If it left nothing,
     * or none came to its end: what the execution made or was about to make.
     */
    static List<Remaining> of(Inspection inspection) {
        return newestEnd(inspection.entry())
                .map(ended -> ended.remaining().stream()
                        .filter(remaining -> !remaining.type().equals(CLUSTER) || mayStand(inspection)))
                .orElseGet(() -> Stream.concat(cluster(inspection), fileSystem(inspection.entry())))
                .toList();
    }

    private static Optional<RollbackRecord> newestEnd(LedgerEntry entry) {
        return entry.rollbacks().reversed().stream()
                .filter(rollback -> rollback.ended().isPresent())
                .findFirst()
                .filter(rollback -> rollback.outcome() == RollbackRecord.Outcome.INCOMPLETE);
    }

    private static boolean mayStand(Inspection inspection) {
        return !(inspection.cluster() instanceof Reply.Absent<DescribeClusterResponse>);
    }

    private static Stream<Remaining> cluster(Inspection inspection) {
        LedgerEntry entry = inspection.entry();
        Optional<DescribeClusterResponse> seen = inspection.cluster().found();
        if (seen.isPresent()) {
            return Stream.of(new Remaining(
                    CLUSTER,
                    entry.clusterName(),
                    seen.get().clusterArn(),
                    Optional.ofNullable(seen.get().clusterStatusAsString()).orElse(NOT_KNOWN),
                    Optional.ofNullable(seen.get().failureMessage())));
        }
        return inspection.cluster().unsaid().stream()
                .filter(_ -> entry.intents().containsKey(ResourceType.CLUSTER))
                .map(reason -> new Remaining(
                        CLUSTER,
                        entry.clusterName(),
                        arn(entry, ResourceType.CLUSTER),
                        NOT_KNOWN,
                        Optional.of("SageMaker did not say: " + reason)));
    }

    private static Stream<Remaining> fileSystem(LedgerEntry entry) {
        return Stream.of(ResourceType.FILE_SYSTEM)
                .filter(entry.intents()::containsKey)
                .map(type -> new Remaining(
                        type.cloudFormationName(),
                        Optional.ofNullable(entry.created().get(type))
                                .map(Created::id)
                                .orElse(NOT_KNOWN),
                        arn(entry, type),
                        NOT_KNOWN,
                        Optional.of("it was asked for, and no rollback has found that it is gone")));
    }

    private static String arn(LedgerEntry entry, ResourceType type) {
        return Optional.ofNullable(entry.created().get(type)).map(Created::arn).orElse(NOT_KNOWN);
    }
}
