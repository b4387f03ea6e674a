package hyperpod.rig.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.ServiceUnavailableException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.InvalidParameterException;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.ResourceTagMapping;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ConflictException;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;

/** The account is no kinder than AWS, in each of its protocols. */
class AwsAccountTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final SageMakerClient sageMaker = account.client(SageMakerClient.builder());
    private final Ec2Client ec2 = account.client(Ec2Client.builder());
    private final S3Client s3 = account.client(S3Client.builder());
    private final SfnClient stepFunctions = account.client(SfnClient.builder());

    @Test
    void whatAnEmptyAccountDoesNotHoldIsNotFoundInEachServicesOwnWords() {
        assertThatThrownBy(() -> sageMaker.describeCluster(r -> r.clusterName("x")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> account.client(FSxClient.builder()).deleteFileSystem(r -> r.fileSystemId("fs-0")))
                .isInstanceOf(software.amazon.awssdk.services.fsx.model.FileSystemNotFoundException.class);
        assertThatThrownBy(() -> account.client(EksClient.builder()).describeCluster(r -> r.name("x")))
                .isInstanceOf(software.amazon.awssdk.services.eks.model.ResourceNotFoundException.class);
        assertThatThrownBy(() -> account.client(IamClient.builder()).getRole(r -> r.roleName("x")))
                .isInstanceOf(NoSuchEntityException.class);
        assertThatThrownBy(() -> s3.getObjectAsBytes(r -> r.bucket("b").key("k")))
                .isInstanceOf(NoSuchBucketException.class);
        account.bucket("b");
        assertThatThrownBy(() -> s3.getObjectAsBytes(r -> r.bucket("b").key("k")))
                .isInstanceOf(NoSuchKeyException.class);
        assertThat(ec2.describeSubnets().subnets()).isEmpty();
    }

    @Test
    void anOperationThatIsNotThereIsRefused() {
        Stream.<ThrowingCallable>of(
                        () -> sageMaker.listEndpoints(r -> {}),
                        () -> ec2.runInstances(
                                r -> r.imageId("ami-1").minCount(1).maxCount(1)),
                        () -> account.client(IamClient.builder()).listUsers(),
                        () -> account.client(EksClient.builder()).listNodegroups(r -> r.clusterName("x")),
                        () -> s3.deleteObject(r -> r.bucket("b").key("k")))
                .forEach(call -> assertThatThrownBy(call).isInstanceOf(SdkException.class));
    }

    @Test
    void listsHavePagesAndTheirTokensBelongToThem() {
        Stream.of("a", "b", "c").forEach(name -> account.cluster(name).nodes("Running", 2));
        account.pagesOf(1);
        String token = sageMaker.listClusters(r -> {}).nextToken();
        assertThat(sageMaker.listClusters(r -> r.nextToken(token)).clusterSummaries())
                .singleElement()
                .satisfies(second -> assertThat(second.clusterName()).isEqualTo("b"));
        assertThatThrownBy(
                        () -> sageMaker.listClusterNodes(r -> r.clusterName("a").nextToken(token)))
                .hasMessageContaining("Invalid NextToken");
        assertThat(sageMaker.listClustersPaginator(r -> {}).clusterSummaries()).hasSize(3);
    }

    @Test
    void listsLagBehindWhatIsThere() {
        account.cluster("late").listedFromLook(2);
        assertThat(sageMaker.listClusters(r -> {}).clusterSummaries()).isEmpty();
        assertThat(sageMaker.describeCluster(r -> r.clusterName("late")).clusterName())
                .isEqualTo("late");
        assertThat(sageMaker.listClusters(r -> {}).clusterSummaries()).hasSize(1);
        account.listsLag(4);
        sageMaker.createCluster(r -> r.clusterName("created"));
        assertThat(sageMaker.listClusters(r -> {}).clusterSummaries()).hasSize(1);
        assertThat(sageMaker.listClusters(r -> {}).clusterSummaries()).hasSize(2);
    }

    @Test
    void theTaggingApiShowsWhatIsTaggedOrWas() {
        ResourceGroupsTaggingApiClient tagging = account.client(ResourceGroupsTaggingApiClient.builder());
        account.pagesOf(1);
        String here = account.cluster("here").ownedBy("app", "e-1").arn();
        String gone = account.cluster("gone").ownedBy("app", "e-1").gone().arn();
        account.cluster("of-another").ownedBy("another-app", "e-1");
        account.cluster("not-yet").ownedBy("app", "e-1").indexedAs(Map.of());
        account.cluster("still").indexedAs(Map.of(OwnershipTags.APPLICATION_KEY, "app"));
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        TagFilter ofApplication = TagFilter.builder()
                .key(OwnershipTags.APPLICATION_KEY)
                .values("app")
                .build();
        assertThat(tagging.getResourcesPaginator(
                                r -> r.tagFilters(ofApplication).resourceTypeFilters("sagemaker:cluster"))
                        .resourceTagMappingList())
                .extracting(ResourceTagMapping::resourceARN)
                .containsExactlyInAnyOrder(
                        here, gone, account.clusterNamed("still").arn());
        assertThat(tagging.getResourcesPaginator(r -> r.tagFilters(ofApplication))
                        .resourceTagMappingList())
                .extracting(ResourceTagMapping::resourceARN)
                .hasSize(4)
                .contains(AwsAccount.arn("fsx", "file-system/fs-1"));
        assertThatThrownBy(() -> tagging.getResources(r -> r.resourceTypeFilters("fsx:filesystem")))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void aClusterIsNotDeletedWhileItIsOnItsWay() {
        HyperPodCluster cluster = account.cluster("nova").status("Creating");
        assertThatThrownBy(() -> sageMaker.deleteCluster(r -> r.clusterName("nova")))
                .isInstanceOf(ConflictException.class);
        cluster.status("Failed");
        sageMaker.deleteCluster(r -> r.clusterName("nova"));
        assertThat(cluster.get("ClusterStatus")).isEqualTo("Deleting");
        cluster.gone();
        assertThat(sageMaker.listClusters(r -> {}).clusterSummaries()).isEmpty();
    }

    @Test
    void aNameStartsOneExecution() {
        StateMachineExecution running = account.provision("e-1").input("{\"a\": 1}");
        assertThat(start("{\"a\": 1}")).isEqualTo(running.arn());
        assertThatThrownBy(() -> start("{\"a\": 2}")).isInstanceOf(ExecutionAlreadyExistsException.class);
        running.status("SUCCEEDED");
        assertThatThrownBy(() -> start("{\"a\": 1}")).isInstanceOf(ExecutionAlreadyExistsException.class);
        assertThatThrownBy(() -> start("no json")).hasMessageContaining("Invalid State Machine Execution Input");
    }

    private String start(String input) {
        return stepFunctions
                .startExecution(
                        r -> r.stateMachineArn(AwsAccount.PROVISION).name("e-1").input(input))
                .executionArn();
    }

    @Test
    void objectsGoInAndOutAsTheyAre() {
        account.bucket("b");
        byte[] content = "\u0000\r\n0;x\r\n<&>\u00fc".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        s3.putObject(
                r -> r.bucket("b").key("folder/a key+").contentType("application/zip"), RequestBody.fromBytes(content));
        assertThat(s3.getObjectAsBytes(r -> r.bucket("b").key("folder/a key+")).asByteArray())
                .isEqualTo(content);
        assertThat(account.objects("b")).containsOnlyKeys("folder/a key+");
    }

    @Test
    void networksAreReadAsTheyWereGivenAndByFilter() {
        account.isolatedVpc().open();
        account.network("{\"Vpcs\": [{\"VpcId\": \"vpc-2\", \"Tags\": [{\"Key\": \"a<b\", \"Value\": \"c&d\"}]}]}");
        assertThat(ec2.describeVpcs(r -> r.filters(filter("vpc-id", "vpc-2"))).vpcs())
                .singleElement()
                .satisfies(vpc -> assertThat(vpc.tags().getFirst().key()
                                + vpc.tags().getFirst().value())
                        .isEqualTo("a<bc&d"));
        assertThat(ec2.describeInternetGateways(r -> r.filters(filter("attachment.vpc-id", "vpc-1")))
                        .internetGateways())
                .hasSize(1);
        assertThat(ec2.describeInternetGateways(r -> r.filters(filter("attachment.vpc-id", "vpc-2")))
                        .internetGateways())
                .isEmpty();
        assertThat(ec2.describeRouteTables().routeTables().getFirst().routes())
                .extracting(route -> route.natGatewayId())
                .contains("nat-1");
        assertThatThrownBy(() -> ec2.describeVpcs(r -> r.filters(filter("color", "red"))))
                .hasMessageContaining("filter 'color' is invalid");
        String[] many =
                Stream.iterate(0, i -> i + 1).limit(201).map(i -> "vpc-" + i).toArray(String[]::new);
        assertThatThrownBy(() -> ec2.describeVpcs(r -> r.filters(filter("vpc-id", many))))
                .hasMessageContaining("maximum number of filter values");
    }

    @Test
    void aMemberThatAwsDoesNotKnowIsAMistakeOfTheTest() {
        account.network("{\"Vpcs\": [{\"VpcID\": \"vpc-1\"}]}");
        assertThatThrownBy(() -> ec2.describeVpcs()).hasMessageContaining("VpcID is no member of");
    }

    @Test
    void aRoleIsSimulatedByWhatItDenies() {
        account.role("arn:aws:iam::111122223333:role/a/b")
                .trust("{\"x\": \"a b+c\"}")
                .denies("s3:PutObject");
        IamClient iam = account.client(IamClient.builder());
        String trust = iam.getRole(r -> r.roleName("b")).role().assumeRolePolicyDocument();
        assertThat(URLDecoder.decode(trust, StandardCharsets.UTF_8)).isEqualTo("{\"x\": \"a b+c\"}");
        account.pagesOf(1);
        assertThat(iam.simulatePrincipalPolicyPaginator(r -> r.policySourceArn("arn:aws:iam::111122223333:role/a/b")
                                .actionNames("s3:GetObject", "s3:PutObject")
                                .resourceArns("arn:aws:s3:::b/*"))
                        .evaluationResults())
                .extracting(result -> result.evalDecision())
                .containsExactly(PolicyEvaluationDecisionType.ALLOWED, PolicyEvaluationDecisionType.IMPLICIT_DENY);
    }

    @Test
    void aCallCanSucceedAlthoughItsEventIsNotTaken() {
        EventBridgeClient events = account.client(EventBridgeClient.builder());
        PutEventsRequestEntry entry = PutEventsRequestEntry.builder()
                .source("s")
                .detailType("t")
                .detail("{\"a\": 1}")
                .build();
        assertThat(events.putEvents(r -> r.entries(entry)).failedEntryCount()).isZero();
        account.takesNoEvents("InternalFailure");
        assertThat(events.putEvents(r -> r.entries(entry)).entries().getFirst().errorCode())
                .isEqualTo("InternalFailure");
        assertThat(account.events()).hasSize(1);
        String large = "{\"a\": \"" + "x".repeat(300_000) + "\"}";
        assertThatThrownBy(() -> events.putEvents(
                        r -> r.entries(entry.toBuilder().detail(large).build())))
                .hasMessageContaining("over the limit");
    }

    @Test
    void faultsComeAndGo() {
        account.fails("eks:DescribeCluster", "ServerException", 500);
        account.cluster("nova");
        assertThatCode(() -> sageMaker.describeCluster(r -> r.clusterName("nova")))
                .as("of another service")
                .doesNotThrowAnyException();
        account.fails("DescribeCluster", "AccessDeniedException", 400, "not for you");
        assertThatThrownBy(() -> sageMaker.describeCluster(r -> r.clusterName("nova")))
                .hasMessageContaining("not for you");
        account.recovers("DescribeCluster");
        assertThat(sageMaker.describeCluster(r -> r.clusterName("nova")).clusterName())
                .isEqualTo("nova");
        assertThat(account.calls("DescribeCluster")).hasSize(3);
    }

    @Test
    void throttlingIsRecognised() {
        account.throttles("DescribeSubnets", 100);
        assertThatThrownBy(() -> ec2.describeSubnets())
                .isInstanceOfSatisfying(
                        SdkException.class,
                        e -> assertThat(AwsErrors.of(e)).isInstanceOf(ServiceUnavailableException.class));
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }
}
