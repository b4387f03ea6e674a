package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.BadRequestException;
import software.amazon.awssdk.services.fsx.model.FileSystemType;
import software.amazon.awssdk.services.fsx.model.Tag;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupSpecification;
import software.amazon.awssdk.services.sagemaker.model.ConflictException;

/** Who may do what on the local stack is what AWS would allow, in AWS's words. */
@ExtendWith(LocalStack.Resolver.class)
class PermissionsIT {

    private static final String FILE_SYSTEMS = "arn:aws:fsx:us-east-1:000000000000:file-system/*";
    private static final String CLUSTERS = "arn:aws:sagemaker:us-east-1:000000000000:cluster/*";

    private final LocalStack stack;
    private final IamClient iam;
    private final Callers callers;

    PermissionsIT(LocalStack stack) {
        this.stack = stack;
        iam = stack.client(IamClient.builder());
        callers = new Callers(iam);
    }

    /** The engine gets no grant that AWS would not get. */
    @Test
    void noRoleHasAPolicyThatTheTemplateDoesNotGiveIt() {
        Map<String, String> roles = stack
                .client(CloudFormationClient.builder())
                .listStackResources(r -> r.stackName(stack.application()))
                .stackResourceSummaries()
                .stream()
                .filter(resource -> resource.resourceType().equals("AWS::IAM::Role"))
                .collect(Collectors.toMap(
                        resource -> resource.logicalResourceId(), resource -> resource.physicalResourceId()));
        JsonNode resources = Project.template().get("Resources");
        assertThat(roles).hasSizeGreaterThan(10).allSatisfy((logicalId, name) -> {
            JsonNode inTemplate = resources.path(logicalId).path("Properties").path("Policies");
            assertThat(iam.listRolePolicies(r -> r.roleName(name)).policyNames())
                    .hasSize(inTemplate.isMissingNode() ? 1 : inTemplate.size());
        });
    }

    @Test
    void aDescriptionThatAwsGrantsOnAllResourcesAloneIsRefusedOnAnArn() {
        assertRefused(
                () -> fsx(callers.allowing("fsx:DescribeFileSystems", FILE_SYSTEMS))
                        .describeFileSystems(r -> {}),
                "AccessDeniedException",
                "is not authorized to perform: fsx:DescribeFileSystems on resource: * because no identity-based policy allows"
                        + " the fsx:DescribeFileSystems action");
        assertThat(fsx(callers.allowing("fsx:DescribeFileSystems", "*"))
                        .describeFileSystems(r -> {})
                        .fileSystems())
                .isNotNull();
    }

    @Test
    void aTagIsTheConditionOfDeletion() {
        JsonNode network = stack.request("tagged").get("network");
        FSxClient root = stack.controlPlaneClient(FSxClient.builder());
        String id = root.createFileSystem(r -> r.fileSystemType(FileSystemType.LUSTRE)
                        .storageCapacity(1200)
                        .subnetIds(network.at("/subnetIds/0").asText())
                        .securityGroupIds(network.at("/securityGroupIds/0").asText())
                        .tags(Tag.builder().key("owner").value("lab").build()))
                .fileSystem()
                .fileSystemId();
        String ofOwner = """
                {"Effect": "Allow", "Action": "fsx:DeleteFileSystem", "Resource": "%s",
                 "Condition": {"StringEquals": {"aws:ResourceTag/owner": "%s"}}}""";
        assertRefused(
                () -> fsx(callers.with(ofOwner.formatted(FILE_SYSTEMS, "nobody")))
                        .deleteFileSystem(r -> r.fileSystemId(id)),
                "AccessDeniedException",
                "fsx:DeleteFileSystem on resource: arn:aws:fsx:us-east-1:000000000000:file-system/" + id);
        FSxClient owner = fsx(callers.with(ofOwner.formatted(FILE_SYSTEMS, "lab")));
        Awaitility.await("a file system that is there is deleted by its owner")
                .ignoreException(BadRequestException.class)
                .until(() -> owner.deleteFileSystem(r -> r.fileSystemId(id)).fileSystemId(), id::equals);
    }

    @Test
    void aTagMustBePutOnByWhoeverMayOnlyCreateWithIt() {
        String marked = """
                {"Effect": "Allow", "Action": ["fsx:CreateFileSystem", "fsx:TagResource"], "Resource": "%s",
                 "Condition": {"StringEquals": {"aws:RequestTag/owner": "lab"}}}""".formatted(FILE_SYSTEMS);
        for (List<Tag> tags : List.of(
                List.<Tag>of(),
                List.of(Tag.builder().key("owner").value("other").build()))) {
            assertRefused(
                    () -> fsx(callers.with(marked))
                            .createFileSystem(r -> r.fileSystemType(FileSystemType.LUSTRE)
                                    .storageCapacity(1200)
                                    .subnetIds("subnet-0123456789abcdef0")
                                    .tags(tags)),
                    "AccessDeniedException",
                    "fsx:CreateFileSystem");
        }
    }

    /** FSx does not pass on what IAM says: it looks at the bucket itself. */
    @Test
    void whoHasNoRightsOnABucketCannotLinkIt() {
        String linking = """
                {"Effect": "Allow", "Action": ["fsx:*", "iam:*"], "Resource": "*"}""";
        assertRefused(
                () -> fsx(callers.with(linking))
                        .createDataRepositoryAssociation(
                                r -> r.fileSystemId("fs-0123456789abcdef0").dataRepositoryPath("s3://nova-data/a/")),
                "BadRequest",
                "unable to validate access to the S3 bucket");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sagemaker:CreateCluster | cluster/*                       | sagemaker:CreateCluster on resource: arn:aws:sagemaker:us-east-1:000000000000:training-plan/p
            sagemaker:CreateCluster | cluster/*,training-plan/*       | sagemaker:CreateCluster on resource: arn:aws:sagemaker:us-east-1:000000000000:reserved-capacity/*
            sagemaker:CreateCluster | cluster/*,training-plan/*,reserved-capacity/* | sagemaker:AddTags on resource""")
    void everyResourceAndEveryCompanionOfACreationCounts(String action, String resources, String missing) {
        List<String> arns = Stream.of(resources.split(","))
                .map(resource -> "\"arn:aws:sagemaker:us-east-1:000000000000:" + resource + '"')
                .toList();
        AwsCredentials caller = callers.with("""
                {"Effect": "Allow", "Action": "%s", "Resource": [%s]}""".formatted(action, String.join(",", arns)));
        assertRefused(() -> onReservedCapacity(caller), "AccessDeniedException", missing);
    }

    @Test
    void aRoleIsPassedToNoOtherService() {
        AwsCredentials caller = callers.with("""
                {"Effect": "Allow", "Action": "sagemaker:*", "Resource": "*"},
                {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
                 "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}""");
        assertRefused(
                () -> onReservedCapacity(caller),
                "AccessDeniedException",
                "iam:PassRole on resource: arn:aws:iam::000000000000:role/nodes");
    }

    private void onReservedCapacity(AwsCredentials caller) {
        ClusterRestrictedInstanceGroupSpecification group = ClusterRestrictedInstanceGroupSpecification.builder()
                .instanceGroupName("rig-1")
                .instanceType("ml.p5.48xlarge")
                .instanceCount(1)
                .trainingPlanArn("arn:aws:sagemaker:us-east-1:000000000000:training-plan/p")
                .executionRole("arn:aws:iam::000000000000:role/nodes")
                .build();
        stack.client(SageMakerClient.builder(), "simulator", caller)
                .createCluster(r -> r.clusterName("on-plan")
                        .orchestrator(
                                o -> o.eks(e -> e.clusterArn("arn:aws:eks:us-east-1:000000000000:cluster/nobodys")))
                        .tags(software.amazon.awssdk.services.sagemaker.model.Tag.builder()
                                .key("owner")
                                .value("lab")
                                .build())
                        .restrictedInstanceGroups(group));
    }

    /** By the function itself, with the role that the template gives it. */
    @Test
    void theApplicationMayUseATrainingPlan() {
        ObjectNode request = stack.request("on-training-plan");
        // Health checks only take time.
        ObjectNode group = (ObjectNode) request.at("/restrictedInstanceGroups/0");
        group.remove("deepHealthChecks");
        String plan = "arn:aws:sagemaker:us-east-1:000000000000:training-plan/nova";
        group.put("trainingPlanArn", plan);
        stack.trainingPlan("""
                {"TrainingPlanArn": "%s", "TrainingPlanName": "nova", "Status": "Active", "TotalInstanceCount": 2,
                 "AvailableInstanceCount": 2, "InUseInstanceCount": 0, "TargetResources": ["hyperpod-cluster"],
                 "StartTime": 1700000000, "EndTime": 4102444800,
                 "ReservedCapacitySummaries": [{"ReservedCapacityArn":
                   "arn:aws:sagemaker:us-east-1:000000000000:reserved-capacity/nova", "InstanceType": "ml.p5.48xlarge",
                   "TotalInstanceCount": 2, "Status": "Active", "AvailabilityZoneId": "use1-az1"}]}""".formatted(plan));
        ObjectNode event = (ObjectNode) Project.json("events/stepfunctions/CreateCluster.json");
        event.set("request", request);
        Ledger ledger = new Ledger(
                stack.client(DynamoDbClient.builder()), stack.output("LedgerTableName"), InstantSource.system());
        Execution execution = new Execution(
                "on-training-plan",
                Execution.arnOf(stack.output("ProvisionStateMachineArn"), "on-training-plan"),
                Optional.of(Instant.now().truncatedTo(ChronoUnit.MILLIS)));
        ledger.begin(execution, request);
        event.set("execution", Json.MAPPER.valueToTree(execution));
        LambdaClient lambda = stack.client(LambdaClient.builder());
        String function = lambda.listFunctionsPaginator().functions().stream()
                .map(FunctionConfiguration::functionName)
                .filter(name -> name.contains("CreateClusterFunction"))
                .findFirst()
                .orElseThrow();
        String answer = lambda.invoke(r -> r.functionName(function).payload(SdkBytes.fromUtf8String(event.toString())))
                .payload()
                .asString(StandardCharsets.UTF_8);
        assertThat(answer).doesNotContain("is not authorized to perform");
        assertThat(answer).contains("clusterArn");
        SageMakerClient sageMaker = stack.controlPlaneClient(SageMakerClient.builder());
        Awaitility.await("a cluster that stands is deleted")
                .atMost(Duration.ofSeconds(60))
                .ignoreException(ConflictException.class)
                .until(() -> sageMaker
                        .deleteCluster(r -> r.clusterName("on-training-plan"))
                        .sdkHttpResponse()
                        .isSuccessful());
        LedgerEntry entry = ledger.entry(execution.arn(), execution.startDate()).orElseThrow();
        assertThat(ledger.close(entry, "the test deleted its cluster")).isTrue();
    }

    @Test
    void ec2RefusesInItsOwnWay() {
        String other = "arn:aws:ec2:us-east-1:*:prefix-list/pl-00000000000000000";
        assertRefused(
                () -> stack.client(
                                Ec2Client.builder(), "aws", callers.allowing("ec2:GetManagedPrefixListEntries", other))
                        .getManagedPrefixListEntries(r -> r.prefixListId("pl-63a5400a")),
                "UnauthorizedOperation",
                "ec2:GetManagedPrefixListEntries on resource: arn:aws:ec2:us-east-1:000000000000:prefix-list/pl-63a5400a");
    }

    @Test
    void whoMayNotUseTheKeyMayNotStoreEvidence() {
        String bucket = "arn:aws:s3:::" + stack.output("EvidenceBucketName") + "/*";
        S3Client s3 =
                stack.client(S3Client.builder().forcePathStyle(true), "aws", callers.allowing("s3:PutObject", bucket));
        assertRefused(
                () -> s3.putObject(
                        r -> r.bucket(stack.output("EvidenceBucketName")).key("a"), RequestBody.fromString("a")),
                "AccessDenied",
                "is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Provision Requested", "Orphaned Resources Found"})
    void whoMayPublishOneKindOfEventMayPublishNoOther(String detailType) {
        AwsCredentials caller = callers.with("""
                {"Effect": "Allow", "Action": "events:PutEvents",
                 "Resource": "arn:aws:events:us-east-1:000000000000:event-bus/default",
                 "Condition": {"ForAllValues:StringEquals": {"events:detail-type": "Orphaned Resources"}}}""");
        assertRefused(
                () -> stack.client(EventBridgeClient.builder(), "aws", caller)
                        .putEvents(r -> r.entries(PutEventsRequestEntry.builder()
                                .source("hyperpod.rig")
                                .detailType(detailType)
                                .detail("{}")
                                .build())),
                "AccessDeniedException",
                "events:PutEvents on resource: arn:aws:events:us-east-1:000000000000:event-bus/default");
    }

    @Test
    void aKeyThatNobodyHasIsNotTaken() {
        AwsCredentials nobody = AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "secret");
        assertRefused(() -> fsx(nobody).describeFileSystems(r -> {}), "UnrecognizedClientException", "security token");
    }

    @Test
    void theApiIsForThoseWhoMayInvokeIt() {
        LocalStack.Answer answer = stack.call(
                callers.allowing("execute-api:Invoke", "arn:aws:execute-api:*:*:0000000000/*"),
                SdkHttpMethod.GET,
                "/clusters/nobodys",
                "",
                Map.of());
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body().toString()).contains("is not authorized to perform: execute-api:Invoke");
    }

    private FSxClient fsx(AwsCredentials caller) {
        return stack.client(FSxClient.builder(), "simulator", caller);
    }

    private static void assertRefused(Runnable call, String code, String message) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(AwsServiceException.class, refusal -> {
            assertThat(refusal.awsErrorDetails().errorCode())
                    .as(refusal.getMessage())
                    .isEqualTo(code);
            assertThat(refusal.awsErrorDetails().errorMessage()).contains(message);
        });
    }
}
