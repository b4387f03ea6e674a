package hyperpod.rig.validate;

import hyperpod.rig.core.ClusterNameTakenException;
import hyperpod.rig.core.EksClusterInUseException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.LockHolder;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Only one execution may use a cluster's name, and only one an EKS cluster, to which HyperPod lets one cluster belong.
 * Whoever comes first has both until nothing of its cluster is left.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-prerequisites.html">Prerequisites:
 *     one-to-one mapping between an EKS cluster and a HyperPod cluster</a>
 */
final class LockRule {

    private static final Logger LOG = LoggerFactory.getLogger(LockRule.class);

    /** Two locks, each of which another execution may take over first. */
    private static final int ATTEMPTS = 4;

    private final Ledger ledger;
    private final StandingClusters clusters;

    LockRule(Ledger ledger, StandingClusters clusters) {
        this.ledger = ledger;
        this.clusters = clusters;
    }

    /**
     * Takes both locks, those too of executions that need them no more.
     *
     * @throws ClusterNameTakenException if another execution needs the name
     * @throws EksClusterInUseException if another execution needs the EKS cluster
     */
    void lock(Execution execution) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<LockHolder> holder = ledger.lock(execution);
            if (holder.isEmpty()) {
                return;
            }
            if (isNeeded(holder.get().entry())) {
                throw refusal(holder.get());
            }
            LOG.info(
                    "the lock on {} is taken over from execution {}, of which nothing stands any more",
                    holder.get().what(),
                    holder.get().entry().execution().name());
            ledger.takeOver(execution, holder.get());
        }
        throw new ServiceUnavailableException(
                "Other executions took the locks on cluster name and EKS cluster each time. The call is repeated");
    }

    /** What neither succeeded nor was taken back keeps its locks: something of it may exist. */
    private boolean isNeeded(LedgerEntry holder) {
        return !holder.closed() && !(holder.committed() && !clusters.stands(holder));
    }

    private static RuntimeException refusal(LockHolder holder) {
        LedgerEntry entry = holder.entry();
        return switch (holder.what()) {
            case LockHolder.CLUSTER_NAME ->
                new ClusterNameTakenException("clusterName is \"" + entry.clusterName() + "\", which is in use by "
                        + state(entry) + ": choose another name, or " + remedy(entry));
            case LockHolder.EKS_CLUSTER_ARN ->
                new EksClusterInUseException("eksClusterArn is \"" + entry.eksClusterArn()
                        + "\", which is in use for cluster " + entry.clusterName() + " by " + state(entry)
                        + ", and HyperPod allows one: name another EKS cluster, or " + remedy(entry));
            default -> throw new IllegalStateException("no such lock: " + holder.what());
        };
    }

    private static String state(LedgerEntry entry) {
        String execution = "execution " + entry.execution().arn();
        if (entry.committed()) {
            return execution + ", which created it at " + entry.succeededAt().orElseThrow();
        }
        if (entry.gaveUp()) {
            return execution + ", which gave up at " + entry.failedAt().orElseThrow() + " and is not taken back yet";
        }
        return execution + ", which began at " + entry.execution().startDate().orElseThrow()
                + " and neither succeeded nor gave up";
    }

    private static String remedy(LedgerEntry entry) {
        String input = "{\"executionArn\": \"" + entry.execution().arn() + "\"";
        return entry.committed()
                ? "delete that cluster: DELETE /clusters/" + entry.clusterName() + ", or start rollback with " + input
                        + ", \"artifactsSynchronised\": true}"
                : "wait until it ends; if it has ended, start rollback with " + input + "}";
    }
}
