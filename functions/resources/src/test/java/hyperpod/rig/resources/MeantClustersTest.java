package hyperpod.rig.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/**
 * Deleted is what the ledger means and SageMaker shows with the tags; what is only one of them is a doubt, or
 * another's.
 */
class MeantClustersTest {

    private static final Execution EXECUTION =
            new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(AwsAccount.NOW.minusSeconds(3_600)));
    private static final Instant MEANT = AwsAccount.NOW.minusSeconds(3_550);
    private static final String EKS = AwsAccount.arn("eks", "cluster/nova-eks");

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final Ledger ledger = new Ledger(
            account.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, InstantSource.fixed(AwsAccount.NOW));

    @BeforeEach
    void means() {
        ledger.begin(
                EXECUTION,
                Json.MAPPER.createObjectNode().put("clusterName", "nova").put("eksClusterArn", EKS));
        ledger.intend(
                EXECUTION,
                new Intent(
                        ResourceType.CLUSTER,
                        MEANT,
                        Optional.of("nova"),
                        Optional.empty(),
                        Map.of(),
                        Map.of(MeantClusters.EKS_CLUSTER_ARN, EKS)));
    }

    @Test
    void whatTheLedgerKnowsByItsArnIsItsOwnWhateverItHasBecome() {
        HyperPodCluster own = own().orchestratedBy("another");
        ledger.created(EXECUTION, ResourceType.CLUSTER, "nova", own.arn());
        assertThat(found())
                .containsExactly(
                        new MeantResource(ResourceType.CLUSTER, "nova", own.arn(), "InService", Optional.empty()));
    }

    /** The answer of CreateCluster was lost. */
    @Test
    void whatIsKnownByItsNameAloneIsItsOwnIfItIsEqual() {
        HyperPodCluster own = own();
        assertThat(found()).extracting(MeantResource::doubt).containsExactly(Optional.empty());
        own.orchestratedBy("arn:of-another");
        assertThat(doubt())
                .contains("carries the tags of execution e-1", "Orchestrator.Eks.ClusterArn is arn:of-another");
    }

    @Test
    void whoseTagsVanishedIsInDoubt() {
        HyperPodCluster own = own().tags(Map.of("hyperpod-rig:execution", "e-1"));
        assertThat(doubt()).contains("does not carry its tags");
        ledger.created(EXECUTION, ResourceType.CLUSTER, "nova", own.arn());
        assertThat(doubt()).contains("does not carry its tags", "hyperpod-rig:application = app");
    }

    /** Its tags would be the same in an hour: only its ARN says that it is another. */
    @Test
    void whatIsTaggedAsItsOwnUnderAnotherArnIsAnothers() {
        ledger.created(EXECUTION, ResourceType.CLUSTER, "nova", AwsAccount.arn("sagemaker", "cluster/abcdefghijkl"));
        own();
        assertThat(found()).isEmpty();
    }

    @Test
    void whatIsTaggedAsItsOwnAndOlderThanTheIntentIsAnothers() {
        own().at("CreationTime", MEANT.minusSeconds(61));
        assertThat(found()).isEmpty();
    }

    /** The clocks of two services differ by less than a minute. */
    @Test
    void whatIsALittleOlderThanTheIntentIsInDoubt() {
        own().at("CreationTime", MEANT.minusSeconds(2));
        assertThat(doubt()).contains("before it was meant");
    }

    /** By an execution of the same name, which can begin 90 days after the end of this. */
    @Test
    void whatWasCreatedMonthsLaterIsAnothers() {
        own().at("CreationTime", MEANT.plusSeconds(90 * 86_400));
        assertThat(found()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app-2/e-1", "app/e-2", "app/e-10", "other/other"})
    void whatCarriesOthersTagsIsAnothersUnlessTheLedgerKnowsIt(String tags) {
        account.cluster("nova").ownedBy(tags.split("/")[0], tags.split("/")[1]).orchestratedBy(EKS);
        assertThat(found()).isEmpty();
    }

    @Test
    void aStrangersClusterOfTheNameIsAnothers() {
        account.cluster("nova").orchestratedBy("arn:of-another");
        assertThat(found()).isEmpty();
    }

    /** DescribeCluster may show it later than the list, and the list later than DescribeCluster. */
    @Test
    void whatOnlyTheListShowsIsSeen() {
        HyperPodCluster own = own();
        account.cluster("nova-2").ownedBy("app", "e-1");
        account.fails("DescribeCluster", "ResourceNotFound", 400);
        assertThat(doubt()).contains("does not say yet when it was created");
        ledger.created(EXECUTION, ResourceType.CLUSTER, "nova", own.arn());
        assertThat(found()).extracting(MeantResource::doubt).containsExactly(Optional.empty());
    }

    @Test
    void whatTheListStillShowsAndNobodyElseIsGone() {
        HyperPodCluster own = own();
        ledger.created(EXECUTION, ResourceType.CLUSTER, "nova", own.arn());
        account.fails("DescribeCluster", "ResourceNotFound", 400).fails("ListTags", "ValidationException", 400);
        assertThat(found()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DescribeCluster", "ListTags"})
    void whatDoesNotAnswerIsNoEmptyList(String operation) {
        own();
        account.fails(operation, "AccessDeniedException", 400);
        assertThatThrownBy(this::found).isInstanceOf(RuntimeException.class);
    }

    @Test
    void anAnswerWithoutAListIsNoEmptyList() {
        account.answers("ListClusters", "{}");
        assertThatThrownBy(this::found).isInstanceOf(RuntimeException.class);
    }

    private HyperPodCluster own() {
        return account.cluster("nova").ownedBy("app", "e-1").orchestratedBy(EKS);
    }

    private String doubt() {
        assertThat(found()).hasSize(1);
        return found().getFirst().doubt().orElse("none");
    }

    private List<MeantResource> found() {
        LedgerEntry entry = ledger.entry(EXECUTION.arn(), EXECUTION.startDate()).orElseThrow();
        return new MeantClusters(account.client(SageMakerClient.builder()), "app").of(entry);
    }
}
