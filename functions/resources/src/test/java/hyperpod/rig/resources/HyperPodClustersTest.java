package hyperpod.rig.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

class HyperPodClustersTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @Test
    void everyPageOfTagsIsRead() {
        HyperPodCluster rig = account.cluster("rig").tags(Map.of("a", "1", "b", "2", "c", "3"));
        account.pagesOf(1);
        assertThat(clusters().tags(rig.arn())).contains(Map.of("a", "1", "b", "2", "c", "3"));
    }

    @Test
    void tagsThatAreNotInTheAnswerAreNotTakenForNone() {
        HyperPodCluster rig = account.cluster("rig");
        account.answers("ListTags", "{\"NextToken\": null}");
        assertThatThrownBy(() -> clusters().tags(rig.arn()))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("ListTags.Tags");
    }

    /**
     * ListTags answers with a ValidationException for what is gone; as long as DescribeCluster shows it, one of both is
     * late.
     */
    @Test
    void aClusterThatGoesWhileItIsLookedAtIsNobodys() {
        HyperPodCluster rig = account.cluster("rig").ownedBy("app", "e-1");
        account.fails("ListTags", "ValidationException", 400);
        assertThatThrownBy(() -> clusters().tags(rig.arn())).isInstanceOf(ServiceUnavailableException.class);

        account.fails("DescribeCluster", "ResourceNotFound", 400);
        assertThat(clusters().tags(rig.arn())).isEmpty();
    }

    @Test
    void onlyAValidationExceptionCanMeanThatAClusterIsGone() {
        HyperPodCluster rig = account.cluster("rig").ownedBy("app", "e-1").gone();
        account.fails("ListTags", "AccessDeniedException", 400);
        assertThatThrownBy(() -> clusters().tags(rig.arn())).isInstanceOf(SageMakerException.class);
    }

    @Test
    void aClusterIsDescribedByNameOrArnWhoeverOwnsIt() {
        HyperPodCluster rig = account.cluster("rig");
        assertThat(clusters().describe("rig"))
                .hasValueSatisfying(found -> assertThat(found.clusterArn()).isEqualTo(rig.arn()));
        assertThat(clusters().describe(rig.arn())).isPresent();
        assertThat(clusters().describe("another")).isEmpty();
    }

    private HyperPodClusters clusters() {
        return new HyperPodClusters(account.client(SageMakerClient.builder()));
    }
}
