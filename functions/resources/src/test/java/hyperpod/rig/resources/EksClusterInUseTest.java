package hyperpod.rig.resources;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.testkit.AwsAccount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;

/** HyperPod takes one cluster for one EKS cluster. */
class EksClusterInUseTest {

    private static final String EKS = AwsAccount.arn("eks", "cluster/nova-eks");

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final EksClusterInUse use = new EksClusterInUse(account.client(SageMakerClient.builder()));

    @Test
    void anEksClusterThatOrchestratesNothingIsFree() {
        account.cluster("another").onEks(AwsAccount.arn("eks", "cluster/nova-eks-2"));
        account.cluster("slurm");
        assertThat(use.by(EKS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Creating", "InService", "Failed", "Deleting"})
    void aClusterOccupiesItsEksClusterUntilItIsGone(String status) {
        account.cluster("standing").onEks(EKS).status(status);
        assertThat(use.by(EKS)).extracting(DescribeClusterResponse::clusterName).containsExactly("standing");
        assertThat(EksClusterInUse.message(EKS, use.by(EKS)))
                .contains(EKS, "'standing' (" + status + ")", "one for one", "name another EKS cluster");
    }

    @Test
    void aClusterOnALaterPageCounts() {
        for (int i = 0; i < 15; i++) {
            account.cluster("other-" + i);
        }
        account.cluster("standing").onEks(EKS);
        assertThat(use.by(EKS)).hasSize(1);
    }

    @Test
    void aClusterThatGoesWhileItIsLookedForOccupiesNothing() {
        account.cluster("going").onEks(EKS);
        account.fails("DescribeCluster", "ResourceNotFound", 400);
        assertThat(use.by(EKS)).isEmpty();
    }
}
