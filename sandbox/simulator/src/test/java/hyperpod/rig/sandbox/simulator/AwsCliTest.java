package hyperpod.rig.sandbox.simulator;

import static hyperpod.rig.sandbox.simulator.LocalAccount.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.simulator.LocalAccount.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS CLI speaks to the simulator as it speaks to AWS. It is installed beside the service models. */
class AwsCliTest implements ConformingResponses {

    private final LocalAccount account = LocalAccount.shared();
    private final World world = account.world();

    @TempDir
    private Path directory;

    @Test
    void aClusterWithARestrictedInstanceGroupComesAndGoes() {
        String name = world.clusterName();
        String arn = answer(
                        "sagemaker",
                        "create-cluster",
                        "--cluster-name",
                        name,
                        "--orchestrator",
                        "Eks={ClusterArn=" + world.eksCluster() + "}",
                        "--vpc-config",
                        "Subnets=" + world.subnetId() + ",SecurityGroupIds=" + world.groupId(),
                        "--restricted-instance-groups",
                        "InstanceGroupName=rig-1,InstanceType=ml.p5.48xlarge,InstanceCount=2,"
                                + "ExecutionRole=arn:aws:iam::000000000000:role/nova,"
                                + "EnvironmentConfig={FSxLustreConfig={SizeInGiB=1200,PerUnitStorageThroughput=125}}",
                        "--tags",
                        "Key=a,Value=b")
                .path("ClusterArn")
                .asText();
        assertThat(arn).contains(":cluster/");

        eventually(() -> answer("sagemaker", "describe-cluster", "--cluster-name", name)
                .path("ClusterStatus")
                .asText()
                .equals("InService"));
        assertThat(answer("sagemaker", "list-cluster-nodes", "--cluster-name", name)
                        .findValuesAsText("Status"))
                .containsExactly("Running", "Running");
        assertThat(answer("sagemaker", "list-tags", "--resource-arn", arn)
                        .at("/Tags/0/Value")
                        .asText())
                .isEqualTo("b");
        assertThat(answer(
                                "resourcegroupstaggingapi",
                                "get-resources",
                                "--tag-filters",
                                "Key=a,Values=b",
                                "--resource-type-filters",
                                "sagemaker:cluster")
                        .findValuesAsText("ResourceARN"))
                .contains(arn);
        answer("sagemaker", "delete-cluster", "--cluster-name", name);
        assertThat(run("sagemaker", "delete-cluster", "--cluster-name", name).errors())
                .containsAnyOf("ConflictException", "ResourceNotFound");
    }

    @Test
    void aFileSystemComesAndGoes() {
        String[] create = {
            "fsx",
            "create-file-system",
            "--file-system-type",
            "LUSTRE",
            "--storage-capacity",
            "1200",
            "--client-request-token",
            "cli-" + world.subnetId(),
            "--subnet-ids",
            world.subnetId(),
            "--security-group-ids",
            world.groupId(),
            "--lustre-configuration",
            "DeploymentType=PERSISTENT_2,PerUnitStorageThroughput=125"
        };
        String id = answer(create).at("/FileSystem/FileSystemId").asText();
        assertThat(answer(create).at("/FileSystem/FileSystemId").asText()).isEqualTo(id);

        eventually(() -> answer("fsx", "describe-file-systems", "--file-system-ids", id)
                .at("/FileSystems/0/Lifecycle")
                .asText()
                .equals("AVAILABLE"));
        assertThat(answer("fsx", "delete-file-system", "--file-system-id", id)
                        .path("Lifecycle")
                        .asText())
                .isEqualTo("DELETING");
        eventually(() -> run("fsx", "describe-file-systems", "--file-system-ids", id)
                .errors()
                .contains("FileSystemNotFound"));
    }

    @Test
    void aListThatLagsDoesNotShowWhatIsThere() {
        String name = world.clusterName();
        account.scenario(world, "{'lag': {'lists': 3600, 'tags': 3600}}");
        String arn = answer(
                        "sagemaker",
                        "create-cluster",
                        "--cluster-name",
                        name,
                        "--orchestrator",
                        "Eks={ClusterArn=" + world.eksCluster() + "}",
                        "--vpc-config",
                        "Subnets=" + world.subnetId() + ",SecurityGroupIds=" + world.groupId(),
                        "--restricted-instance-groups",
                        "InstanceGroupName=rig-1,InstanceType=ml.p5.48xlarge,InstanceCount=1,"
                                + "ExecutionRole=arn:aws:iam::000000000000:role/nova,"
                                + "EnvironmentConfig={FSxLustreConfig={SizeInGiB=1200,PerUnitStorageThroughput=125}}",
                        "--tags",
                        "Key=a,Value=b")
                .path("ClusterArn")
                .asText();
        String[] list = {"sagemaker", "list-clusters", "--name-contains", name};
        String[] tags = {"sagemaker", "list-tags", "--resource-arn", arn};
        assertThat(answer("sagemaker", "describe-cluster", "--cluster-name", name)
                        .path("ClusterArn")
                        .asText())
                .isEqualTo(arn);
        assertThat(answer(list).path("ClusterSummaries")).isEmpty();
        assertThat(answer(tags).path("Tags")).isEmpty();
        account.scenario(world, "{}");
        assertThat(answer(list).path("ClusterSummaries")).hasSize(1);
        assertThat(answer(tags).path("Tags")).hasSize(1);
    }

    private record Run(int status, String output, String errors) {}

    private JsonNode answer(String... arguments) {
        Run run = run(arguments);
        assertThat(run.status()).as(run.errors()).isZero();
        return run.output().isBlank() ? LocalAccount.parsed("{}") : LocalAccount.parsed(run.output());
    }

    private Run run(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(cli().toString(), "--endpoint-url", account.endpoint().toString()));
        command.addAll(List.of("--region", "us-east-1", "--output", "json"));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(directory, "output", "");
            Path errors = Files.createTempFile(directory, "errors", "");
            ProcessBuilder process =
                    new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
            process.environment().put("AWS_ACCESS_KEY_ID", "test");
            process.environment().put("AWS_SECRET_ACCESS_KEY", "test");
            process.environment().put("AWS_EC2_METADATA_DISABLED", "true");
            int status = process.start().waitFor();
            return new Run(status, Files.readString(output), Files.readString(errors));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the AWS CLI cannot be run", e);
        }
    }

    private static Path cli() {
        Optional<Path> found = Stream.iterate(
                        LocalAccount.models().toAbsolutePath(), above -> above != null, Path::getParent)
                .map(above -> above.resolve("bin/aws"))
                .filter(Files::isExecutable)
                .findFirst();
        return found.orElseThrow(
                () -> new AssertionError("no bin/aws beside " + LocalAccount.models() + ": run `make setup`"));
    }
}
