package hyperpod.rig.validate;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.SideBySide;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/**
 * The clusters that executions of the application created and that stand or come up. How many calls that takes does not
 * depend on how many clusters others have in the account.
 */
final class StandingClusters {

    /** More entries than one answer of DynamoDB holds are not counted. */
    private static final int MAX_ENTRIES = 1_000;

    /** Of more clusters than these it is taken for granted that they stand. */
    private static final int MAX_DESCRIBED = 20;

    /** SageMaker's rate for DescribeCluster is shared with all who wait for a cluster. */
    private static final int AT_ONCE = 8;

    private final Ledger ledger;
    private final SageMakerClient sageMaker;

    StandingClusters(Ledger ledger, SageMakerClient sageMaker) {
        this.ledger = ledger;
        this.sageMaker = sageMaker;
    }

    /** The cluster of this name, whoever created it; empty if SageMaker knows none. */
    Optional<DescribeClusterResponse> describe(String clusterName) {
        try {
            return Optional.of(sageMaker.describeCluster(r -> r.clusterName(clusterName)));
        } catch (SageMakerException e) {
            if (AwsErrors.code(e).equals("ResourceNotFound")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether SageMaker still knows the cluster with which an execution succeeded. */
    boolean stands(LedgerEntry succeeded) {
        return describe(succeeded.clusterName())
                .filter(cluster -> succeeded.success().stream()
                        .anyMatch(success -> success.clusterArn().equals(cluster.clusterArn())))
                .isPresent();
    }

    /** What the ledger knows of them, that of this execution excepted; some may be gone without its knowing. */
    List<LedgerEntry> others(LedgerEntry own) {
        return ledger.open(Optional.empty(), MAX_ENTRIES).items().stream()
                .filter(entry -> !entry.execution().equals(own.execution()))
                .filter(entry ->
                        entry.committed() || (!entry.gaveUp() && entry.created().containsKey(ResourceType.CLUSTER)))
                .toList();
    }

    /** Of these, those whose name SageMaker still knows. */
    List<LedgerEntry> known(List<LedgerEntry> entries) {
        if (entries.size() > MAX_DESCRIBED) {
            return entries;
        }
        Map<String, Supplier<Boolean>> asked = new LinkedHashMap<>();
        entries.forEach(entry -> asked.put(
                entry.clusterName(), () -> describe(entry.clusterName()).isPresent()));
        Map<String, Boolean> known = SideBySide.call(asked, AT_ONCE);
        return entries.stream().filter(entry -> known.get(entry.clusterName())).toList();
    }
}
