package hyperpod.rig.api;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.ledger.Created;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/**
 * The cluster that an execution made, as SageMaker describes it now: the one with the ARN that the ledger has; if the
 * answer of CreateCluster was lost, the one that was meant, has our tags and is not older than the intent.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html">DescribeCluster</a>
 */
final class OwnCluster {

    private final SageMakerClient sageMaker;
    private final String application;

    OwnCluster(SageMakerClient sageMaker, String application) {
        this.sageMaker = sageMaker;
        this.application = application;
    }

    /** Empty if SageMaker knows none that is this execution's. */
    Optional<DescribeClusterResponse> of(LedgerEntry entry) {
        Optional<Created> created = Optional.ofNullable(entry.created().get(ResourceType.CLUSTER));
        if (created.isPresent()) {
            return describe(created.get().arn());
        }
        return Optional.ofNullable(entry.intents().get(ResourceType.CLUSTER))
                .flatMap(intent -> describe(intent.name().orElse(entry.clusterName()))
                        .filter(cluster -> isMeant(cluster, intent))
                        .filter(cluster -> hasTagsOf(entry.execution(), cluster)));
    }

    private Optional<DescribeClusterResponse> describe(String nameOrArn) {
        try {
            return Optional.of(sageMaker.describeCluster(r -> r.clusterName(nameOrArn)));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    private static boolean isMeant(DescribeClusterResponse cluster, Intent intent) {
        return cluster.creationTime() != null && !cluster.creationTime().isBefore(intent.earliestCreation());
    }

    private boolean hasTagsOf(Execution execution, DescribeClusterResponse cluster) {
        return new OwnershipTags(application, execution.name())
                .own(sageMaker.listTagsPaginator(r -> r.resourceArn(cluster.clusterArn())).tags().stream()
                        .collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> second)));
    }
}
