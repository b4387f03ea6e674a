package hyperpod.rig.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/** What SageMaker is asked, and what its answers are taken for. */
class OwnClustersTest {

    private static final Instant START = Instant.parse("2026-04-01T00:05:00Z");
    private static final Execution EXECUTION = new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(START));

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @Test
    void bothTagsMakeAClusterTheExecutionsOwn() {
        HyperPodCluster rig = account.cluster("rig").ownedBy("app", "e-1");
        assertThat(own().of(EXECUTION)).extracting(OwnedResource::id).containsExactly("rig");

        rig.tags(Map.of("hyperpod-rig:execution", "e-1"));
        assertThat(own().of(EXECUTION)).isEmpty();
    }

    @Test
    void clustersOfOtherExecutionsAndApplicationsAreNotOwn() {
        account.cluster("own").ownedBy("app", "e-1");
        account.cluster("of-another-execution").ownedBy("app", "e-2");
        account.cluster("of-another-application").ownedBy("app-2", "e-1");
        account.cluster("of-nobody");
        assertThat(own().of(EXECUTION)).extracting(OwnedResource::id).containsExactly("own");
        assertThat(own().ofApplication())
                .extracting(OwnedResource::id, OwnedResource::executionName)
                .containsExactly(tuple("own", "e-1"), tuple("of-another-execution", "e-2"));
    }

    @Test
    void everyPageIsRead() {
        for (int i = 0; i < 25; i++) {
            account.cluster("rig-" + i).ownedBy("app", "e-1");
        }
        account.pagesOf(1);
        assertThat(own().of(EXECUTION)).as("one cluster and one tag a page").hasSize(25);
    }

    /**
     * After 90 days Step Functions lets another execution have the same name: its predecessor's cluster is not its own.
     */
    @Test
    void clustersThatAreOlderThanTheExecutionAreNotAskedFor() {
        account.cluster("old").ownedBy("app", "e-1").at("CreationTime", START.minusSeconds(301));
        account.cluster("within-the-clocks-difference")
                .ownedBy("app", "e-1")
                .at("CreationTime", START.minusSeconds(299));
        assertThat(own().of(EXECUTION)).extracting(OwnedResource::id).containsExactly("within-the-clocks-difference");
        assertThat(account.calls("ListClusters")
                        .getFirst()
                        .get("CreationTimeAfter")
                        .asLong())
                .isEqualTo(1775001600);
    }

    @Test
    void anExecutionWhoseStartIsNotKnownOwnsWhateverItsAge() {
        account.cluster("old").ownedBy("app", "e-1").at("CreationTime", Instant.EPOCH);
        assertThat(own().of(new Execution("e-1", EXECUTION.arn(), Optional.empty())))
                .hasSize(1);
    }

    @Test
    void tagsThatAreNotInTheAnswerAreNotTakenForNone() {
        account.cluster("rig").ownedBy("app", "e-1");
        account.answers("ListTags", "{\"NextToken\": null}");
        assertThatThrownBy(() -> own().of(EXECUTION))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("ListTags.Tags");
    }

    @Test
    void clustersThatAreNotInTheAnswerAreNotTakenForNone() {
        account.answers("ListClusters", "{\"NextToken\": null}");
        assertThatThrownBy(() -> own().of(EXECUTION))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("ListClusters.ClusterSummaries");
    }

    /**
     * ListTags answers with a ValidationException for what is gone; for what still stands that is an error as any
     * other.
     */
    @Test
    void aClusterThatGoesWhileItIsLookedAtIsNobodys() {
        HyperPodCluster rig = account.cluster("rig").ownedBy("app", "e-1");
        account.fails("ListTags", "ValidationException", 400);
        assertThatThrownBy(() -> own().ownedBy(EXECUTION, rig.arn())).isInstanceOf(SageMakerException.class);

        account.fails("DescribeCluster", "ResourceNotFound", 400);
        assertThat(own().ownedBy(EXECUTION, rig.arn())).isFalse();
        assertThat(own().of(EXECUTION)).isEmpty();
    }

    @Test
    void onlyAValidationExceptionCanMeanThatAClusterIsGone() {
        HyperPodCluster rig = account.cluster("rig").ownedBy("app", "e-1").gone();
        account.fails("ListTags", "AccessDeniedException", 400);
        assertThatThrownBy(() -> own().ownedBy(EXECUTION, rig.arn())).isInstanceOf(SageMakerException.class);
    }

    @Test
    void aClusterIsDescribedByNameOrArnWhoeverOwnsIt() {
        HyperPodCluster rig = account.cluster("rig");
        assertThat(own().describe("rig"))
                .hasValueSatisfying(found -> assertThat(found.clusterArn()).isEqualTo(rig.arn()));
        assertThat(own().describe(rig.arn())).isPresent();
        assertThat(own().describe("another")).isEmpty();
    }

    private OwnClusters own() {
        return new OwnClusters(account.client(SageMakerClient.builder()), "app");
    }
}
