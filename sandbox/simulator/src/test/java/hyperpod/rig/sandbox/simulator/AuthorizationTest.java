package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import hyperpod.rig.sandbox.simulator.authorization.EngineAuthorization;
import hyperpod.rig.sandbox.simulator.authorization.Permission;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers are asked for, and how they are refused. */
class AuthorizationTest {

    private static final String SAGEMAKER = "arn:aws:sagemaker:us-east-1:000000000000:";
    private static final String FSX = "arn:aws:fsx:us-east-1:000000000000:";
    private static final String FSX_TARGET = "AWSSimbaAPIService_v20180301.";
    private static final String CREATE_CLUSTER = """
            {"ClusterName": "rig", "Tags": [{"Key": "owner", "Value": "lab"}],
             "Orchestrator": {"Eks": {"ClusterArn": "arn:aws:eks:us-east-1:000000000000:cluster/eks"}},
             "VpcConfig": {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
             "RestrictedInstanceGroups": [
               {"InstanceGroupName": "a", "InstanceType": "ml.p5.48xlarge", "InstanceCount": 1, "ExecutionRole": "arn:aws:iam::000000000000:role/a",
                "TrainingPlanArn": "arn:aws:sagemaker:us-east-1:000000000000:training-plan/p"},
               {"InstanceGroupName": "b", "InstanceType": "ml.p5e.48xlarge", "InstanceCount": 1, "ExecutionRole": "arn:aws:iam::000000000000:role/b",
                "OverrideVpcConfig": {"Subnets": ["subnet-2"], "SecurityGroupIds": ["sg-1"]}}]}""";

    private final List<Permission> asked = new ArrayList<>();
    private final List<String> callers = new ArrayList<>();

    /** An account in which everybody may do everything but one action on one resource. */
    private LocalAccount refusing(String action, String resource) {
        return new LocalAccount((caller, permissions) -> {
            callers.add(caller);
            for (Permission permission : permissions) {
                asked.add(permission);
                if (permission.action().equals(action) && permission.resource().startsWith(resource)) {
                    throw new ServiceException("AccessDeniedException", "User: nobody may " + action);
                }
            }
        });
    }

    private Permission askedFor(String action, String resource) {
        return asked.stream()
                .filter(permission -> permission.action().equals(action)
                        && permission.resource().equals(resource))
                .findFirst()
                .orElseThrow(() -> new AssertionError(action + " on " + resource + " is not in " + asked));
    }

    @Test
    void aClusterIsCreatedOnEachOfItsResourcesAndWithEachOfItsCompanions() {
        LocalAccount account = refusing("nothing", "");
        account.call("SageMaker.CreateCluster", CREATE_CLUSTER);

        assertThat(callers).containsExactly("test");
        Permission create = askedFor("sagemaker:CreateCluster", SAGEMAKER + "cluster/*");
        assertThat(create.context())
                .containsEntry("aws:RequestTag/owner", "lab")
                .containsEntry("aws:TagKeys", List.of("owner"))
                .containsEntry("sagemaker:InstanceTypes", List.of("ml.p5.48xlarge", "ml.p5e.48xlarge"))
                .containsEntry("sagemaker:VpcSubnets", List.of("subnet-1", "subnet-2"))
                .containsEntry("sagemaker:VpcSecurityGroupIds", List.of("sg-1"));
        askedFor("sagemaker:CreateCluster", SAGEMAKER + "training-plan/p");
        askedFor("sagemaker:CreateCluster", SAGEMAKER + "reserved-capacity/*");
        assertThat(askedFor("sagemaker:AddTags", SAGEMAKER + "cluster/*").context())
                .containsEntry("sagemaker:TaggingAction", "CreateCluster");
        for (String role : List.of("a", "b")) {
            assertThat(askedFor("iam:PassRole", "arn:aws:iam::000000000000:role/" + role)
                            .context())
                    .isEqualTo(Map.of("iam:PassedToService", "sagemaker.amazonaws.com"));
        }
        assertThat(asked.stream().map(Permission::action).distinct())
                .containsExactlyInAnyOrder(
                        "sagemaker:CreateCluster",
                        "sagemaker:AddTags",
                        "sagemaker:UpdateClusterSoftware",
                        "iam:PassRole",
                        "iam:CreateServiceLinkedRole",
                        "eks:DescribeCluster",
                        "eks:CreateAccessEntry",
                        "eks:DescribeAccessEntry",
                        "eks:DeleteAccessEntry",
                        "eks:AssociateAccessPolicy");
    }

    @Test
    void aClusterWithoutTagsAndPlansNeedsNoRightToThem() {
        LocalAccount account = refusing("nothing", "");
        account.call("SageMaker.CreateCluster", "{\"ClusterName\": \"rig\"}");

        assertThat(asked.stream().map(Permission::action))
                .doesNotContain("sagemaker:AddTags", "iam:PassRole", "eks:CreateAccessEntry");
        assertThat(asked.stream().map(Permission::resource))
                .noneMatch(resource -> resource.contains("training-plan") || resource.contains("reserved-capacity"));
    }

    @ParameterizedTest
    @CsvSource({
        "SageMaker.ListClusters, {}, sagemaker:ListClusters, *",
        "SageMaker.DescribeCluster, '{\"ClusterName\":\"gone\"}', sagemaker:DescribeCluster, " + SAGEMAKER
                + "cluster/gone",
        "SageMaker.ListClusterNodes, '{\"ClusterName\":\"gone\"}', sagemaker:ListClusterNodes, " + SAGEMAKER
                + "cluster/gone",
        "SageMaker.DeleteCluster, '{\"ClusterName\":\"gone\"}', sagemaker:ListComputeQuotas, *",
        FSX_TARGET + "DescribeFileSystems, '{\"FileSystemIds\":[\"fs-01234567\"]}', fsx:DescribeFileSystems, *",
        FSX_TARGET + "DescribeDataRepositoryAssociations, {}, fsx:DescribeDataRepositoryAssociations, *",
        FSX_TARGET + "DeleteFileSystem, '{\"FileSystemId\":\"fs-01234567\"}', fsx:DeleteFileSystem, " + FSX
                + "file-system/fs-01234567"
    })
    void aCallIsOnWhatAwsKnowsAsItsResource(String target, String request, String action, String resource) {
        refusing("nothing", "").call(target, request);

        askedFor(action, resource);
    }

    @Test
    void theTagsOfWhatIsThereAreTold() {
        LocalAccount account = refusing("nothing", "");
        LocalAccount.World world = account.world();
        JsonNode made = LocalAccount.parsed(
                account.call(FSX_TARGET + "CreateFileSystem", """
                {"ClientRequestToken": "lab", "FileSystemType": "LUSTRE", "StorageCapacity": 1200, "SubnetIds": ["%s"], "SecurityGroupIds": ["%s"],
                 "LustreConfiguration": {"DeploymentType": "PERSISTENT_2", "PerUnitStorageThroughput": 125},
                 "Tags": [{"Key": "owner", "Value": "lab"}]}""".formatted(world.subnetId(), world.groupId()))
                        .body());
        String id = made.at("/FileSystem/FileSystemId").asText();
        assertThat(askedFor("fsx:TagResource", FSX + "file-system/*").context())
                .containsEntry("aws:RequestTag/owner", "lab");
        assertThat(askedFor("ec2:DescribeSubnets", "*").context())
                .containsEntry("aws:CalledVia", List.of("fsx.amazonaws.com"));
        account.call(FSX_TARGET + "DeleteFileSystem", "{\"FileSystemId\": \"" + id + "\"}");

        assertThat(askedFor("fsx:DeleteFileSystem", FSX + "file-system/" + id).context())
                .containsEntry("aws:ResourceTag/owner", "lab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3:ListBucket", "s3:GetBucketAcl", "s3:GetObject", "s3:PutObject"})
    void whoMayNotUseTheBucketIsToldSoByFsx(String action) {
        HttpResponse<String> refused = refusing(action, "arn:aws:s3:::nova-data")
                .call(
                        FSX_TARGET + "CreateDataRepositoryAssociation",
                        "{\"FileSystemId\": \"fs-01234567\", \"DataRepositoryPath\": \"s3://nova-data/a/\"}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("x-amzn-ErrorType")).contains("BadRequest");
        assertThat(refused.body()).contains("unable to validate access to the S3 bucket", action);
        askedFor("fsx:CreateDataRepositoryAssociation", FSX + "association/fs-01234567/*");
        askedFor("fsx:CreateDataRepositoryAssociation", FSX + "file-system/fs-01234567");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3:GetObject", "s3:PutObject"})
    void aRefusalBelowThePrefixCounts(String action) {
        HttpResponse<String> refused = refusing(action, "arn:aws:s3:::nova-data/a/*")
                .call(
                        FSX_TARGET + "CreateDataRepositoryAssociation",
                        "{\"FileSystemId\": \"fs-01234567\", \"DataRepositoryPath\": \"s3://nova-data/a/\"}");

        assertThat(refused.headers().firstValue("x-amzn-ErrorType")).contains("BadRequest");
        assertThat(refused.body()).contains("unable to validate access to the S3 bucket", action);
        askedFor(action, "arn:aws:s3:::nova-data/*");
    }

    /** A call that is refused has no effect, and a fault of a scenario is not used up by it. */
    @Test
    void aRefusalComesBeforeEverythingElse() {
        LocalAccount account = refusing("sagemaker:CreateCluster", SAGEMAKER + "cluster");
        HttpResponse<String> refused = account.call("SageMaker.CreateCluster", CREATE_CLUSTER);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(LocalAccount.parsed(refused.body()).path("__type").asText()).isEqualTo("AccessDeniedException");
        assertThat(account.state().path("clusters")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'allowed': true}                                       | 200 | ""
            {'allowed': false, 'message': 'User: you'}              | 200 | AccessDeniedException
            {'allowed': false, 'code': 'ExpiredTokenException'}     | 200 | ExpiredTokenException
            {}                                                      | 200 | AccessDeniedException
            nothing                                                 | 500 | InternalFailure""")
    void theEngineDecides(String answer, int status, String error) throws IOException {
        List<JsonNode> questions = new ArrayList<>();
        HttpServer engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        engine.createContext("/_sandbox/authorization", exchange -> {
            questions.add(new ObjectMapper().readTree(exchange.getRequestBody()));
            byte[] bytes = answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        engine.start();
        try {
            URI url = URI.create("http://127.0.0.1:" + engine.getAddress().getPort());
            HttpResponse<String> answered =
                    new LocalAccount(new EngineAuthorization(url)).call("SageMaker.ListClusters", "{}");

            assertThat(answered.headers().firstValue("x-amzn-ErrorType").orElse(""))
                    .isEqualTo(error);
            assertThat(questions.getFirst().path("accessKeyId").asText()).isEqualTo("test");
            assertThat(questions.getFirst().at("/permissions/0/action").asText())
                    .isEqualTo("sagemaker:ListClusters");
            assertThat(questions.getFirst().at("/permissions/0/resource").asText())
                    .isEqualTo("*");
        } finally {
            engine.stop(0);
        }
    }
}
