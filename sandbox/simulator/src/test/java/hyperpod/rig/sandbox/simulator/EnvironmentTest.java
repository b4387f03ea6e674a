package hyperpod.rig.sandbox.simulator;

import static hyperpod.rig.sandbox.simulator.LocalAccount.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** File systems of nodes: those that SageMaker manages, and the account's own that are mounted. */
class EnvironmentTest implements ConformingResponses {

    private static final String GROUP = "/RestrictedInstanceGroups/0";
    private static final String STORAGE = GROUP + "/InstanceStorageConfigs/+";
    private static final String SHARED = """
            {'SharedEnvironmentConfig': {'FSxLustreDeletionPolicy': '%s',
              'FSxLustreConfig': {'SizeInGiB': 2400, 'PerUnitStorageThroughput': 250}}}""";

    private final LocalAccount account = LocalAccount.shared();
    private final ClusterWorld cluster = ClusterWorld.fresh();

    @Test
    void aGroupsFileSystemGoesWithTheCluster() {
        cluster.create();
        assertThat(environments()).containsExactly("rig-1 1200");
        cluster.becomes("InService");
        cluster.delete();
        cluster.isGone();
        assertThat(environments()).isEmpty();
    }

    @Test
    void aSharedOneGoesOnlyIfItsPolicySaysSo() {
        ClusterWorld keeping = ClusterWorld.fresh();
        cluster.create(
                GROUP + "/EnvironmentConfig",
                "-",
                "/RestrictedInstanceGroupsConfig",
                SHARED.formatted("DeleteIfNotUsed"));
        keeping.create(GROUP + "/EnvironmentConfig", "-", "/RestrictedInstanceGroupsConfig", SHARED.formatted("Keep"));
        assertThat(cluster.described()
                        .at("/RestrictedInstanceGroupsConfig/SharedEnvironmentConfig/CurrentFSxLustreConfig/SizeInGiB")
                        .asInt())
                .isEqualTo(2400);
        assertThat(environments()).containsExactly("shared environment 2400");
        for (ClusterWorld each : List.of(cluster, keeping)) {
            each.becomes("InService");
            each.delete();
            each.isGone();
        }
        assertThat(environments()).isEmpty();
        assertThat(environments(keeping)).containsExactly("shared environment 2400");
    }

    @Test
    void aGroupHasNoEnvironmentBesideASharedOneAndOneWithout() {
        assertThat(cluster.refusal("/RestrictedInstanceGroupsConfig", SHARED.formatted("Keep")))
                .startsWith("ValidationException")
                .contains("EnvironmentConfig");
        assertThat(cluster.refusal(GROUP + "/EnvironmentConfig", "-")).contains("EnvironmentConfig");
        assertThat(cluster.refusal(
                        GROUP + "/EnvironmentConfig", "-", "/RestrictedInstanceGroupsConfig", SHARED.formatted("Burn")))
                .contains("fSxLustreDeletionPolicy");
        assertThat(cluster.refusal(
                        GROUP + "/EnvironmentConfig",
                        "-",
                        "/RestrictedInstanceGroupsConfig",
                        SHARED.formatted("Keep").replace("2400", "2500")))
                .contains("multiple of 2400");
    }

    @Test
    void nodesMountTheAccountsFileSystem() {
        JsonNode fileSystem = fileSystem();
        cluster.create(STORAGE, mount(fileSystem, "/data"));
        cluster.becomes("InService");
        assertThat(cluster.group()
                        .at("/InstanceStorageConfigs/1/FsxLustreConfig/MountPath")
                        .asText())
                .isEqualTo("/data");
    }

    @Test
    void whatCannotBeMountedFailsTheCreation() {
        JsonNode fileSystem = fileSystem();
        String wrongName = mount(fileSystem, "/data")
                .replace(fileSystem.at("/LustreConfiguration/MountName").asText(), "other");
        for (String mount : List.of(
                wrongName,
                "{'FsxLustreConfig': {'DnsName': 'fs-00000000.fsx.us-east-1.amazonaws.com', 'MountName': 'fsx'}}")) {
            ClusterWorld each = ClusterWorld.fresh();
            each.create(STORAGE, mount);
            each.becomes("Failed");
            assertThat(each.described().path("FailureMessage").asText()).startsWith("Unable to mount");
        }
        ClusterWorld elsewhere = ClusterWorld.fresh();
        elsewhere.create(STORAGE, mount(fileSystem, "/data"));
        elsewhere.becomes("Failed");
        assertThat(elsewhere.described().path("FailureMessage").asText()).contains("VPC");
    }

    @Test
    void twoFileSystemsAreNotMountedAtOnePath() {
        JsonNode fileSystem = fileSystem();
        assertThat(cluster.refusal(STORAGE, mount(fileSystem, "/a"), STORAGE, mount(fileSystem, "/a")))
                .contains("two file systems at /a");
        assertThat(cluster.refusal(STORAGE, mount(fileSystem, "a"))).contains("mountPath");
    }

    private JsonNode fileSystem() {
        String request = """
                {'ClientRequestToken': '%s', 'FileSystemType': 'LUSTRE', 'StorageCapacity': 1200, 'SubnetIds': ['%s'],
                 'SecurityGroupIds': ['%s'],
                 'LustreConfiguration': {'DeploymentType': 'PERSISTENT_2', 'PerUnitStorageThroughput': 125}}""".formatted(
                cluster.name(), cluster.world().subnetId(), cluster.world().groupId()).replace('\'', '"');
        String id = account.answer("AWSSimbaAPIService_v20180301.CreateFileSystem", request)
                .at("/FileSystem/FileSystemId")
                .asText();
        eventually(() -> look(id).path("Lifecycle").asText().equals("AVAILABLE"));
        return look(id);
    }

    private JsonNode look(String id) {
        return account.answer(
                        "AWSSimbaAPIService_v20180301.DescribeFileSystems", "{\"FileSystemIds\":[\"" + id + "\"]}")
                .at("/FileSystems/0");
    }

    private static String mount(JsonNode fileSystem, String path) {
        return "{'FsxLustreConfig': {'DnsName': '%s', 'MountName': '%s', 'MountPath': '%s'}}"
                .formatted(
                        fileSystem.path("DNSName").asText(),
                        fileSystem.at("/LustreConfiguration/MountName").asText(),
                        path);
    }

    private List<String> environments() {
        return environments(cluster);
    }

    private List<String> environments(ClusterWorld of) {
        return StreamSupport.stream(
                        account.state().path("environmentFileSystems").spliterator(), false)
                .filter(each -> each.path("ClusterName").asText().equals(of.name()))
                .map(each -> each.path("For").asText() + " "
                        + each.at("/FSxLustreConfig/SizeInGiB").asText())
                .toList();
    }
}
