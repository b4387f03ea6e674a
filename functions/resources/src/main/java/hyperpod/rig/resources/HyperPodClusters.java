package hyperpod.rig.resources;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.ServiceUnavailableException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/**
 * What SageMaker shows of one HyperPod cluster, whoever created it.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html">DescribeCluster</a>
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListTags.html">ListTags</a>
 */
public final class HyperPodClusters {

    private final SageMakerClient sageMaker;

    /** @param sageMaker the SageMaker client of the function */
    public HyperPodClusters(SageMakerClient sageMaker) {
        this.sageMaker = sageMaker;
    }

    /** The cluster of this name or ARN; empty if there is none. */
    public Optional<DescribeClusterResponse> describe(String nameOrArn) {
        try {
            return Optional.of(sageMaker.describeCluster(r -> r.clusterName(nameOrArn)));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    /** The cluster's tags, whoever put them there; empty if it is gone. */
    public Optional<Map<String, String>> tags(String clusterArn) {
        try {
            return Optional.of(sageMaker.listTagsPaginator(r -> r.resourceArn(clusterArn)).stream()
                    .map(page -> page.hasTags() ? page.tags() : null)
                    .flatMap(page -> ServiceUnavailableException.unlessMissing(page, "ListTags.Tags").stream())
                    .collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> second)));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        } catch (SageMakerException e) {
            // ListTags documents no error for a resource that is gone, and answers with a ValidationException.
            if (!AwsErrors.code(e).equals("ValidationException")) {
                throw e;
            }
            if (describe(clusterArn).isEmpty()) {
                return Optional.empty();
            }
            throw new ServiceUnavailableException(
                    "SageMaker shows " + clusterArn + " and not its tags: one of both is late (" + e.getMessage()
                            + "). The call is repeated",
                    e);
        }
    }
}
