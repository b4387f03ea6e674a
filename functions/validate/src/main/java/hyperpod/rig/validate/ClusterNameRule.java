package hyperpod.rig.validate;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.Violation;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/** The cluster's name is free, or belongs to this very execution, which then was here before. */
final class ClusterNameRule {

    private final SageMakerClient sageMaker;
    private final String application;

    ClusterNameRule(SageMakerClient sageMaker, String application) {
        this.sageMaker = sageMaker;
        this.application = application;
    }

    /** What is wrong with the name: it is somebody else's cluster's; empty if it is not. */
    Optional<Violation> check(String clusterName, Execution execution) {
        DescribeClusterResponse cluster;
        try {
            cluster = sageMaker.describeCluster(r -> r.clusterName(clusterName));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
        Map<String, String> tags = sageMaker.listTagsPaginator(r -> r.resourceArn(cluster.clusterArn())).tags().stream()
                .collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> second));
        if (new OwnershipTags(application, execution.name()).own(tags)) {
            return Optional.empty();
        }
        return Optional.of(new Violation(
                "clusterName",
                '"' + clusterName + '"',
                "is in use by " + cluster.clusterArn() + " (" + cluster.clusterStatusAsString()
                        + "), which this execution did not create",
                "choose another name"));
    }
}
