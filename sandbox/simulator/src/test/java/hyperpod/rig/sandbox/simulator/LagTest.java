package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.simulator.LocalAccount.World;
import hyperpod.rig.sandbox.simulator.scenario.InvalidScenarioException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterSummary;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;

/** Callers see what is created, tagged and gone later than it is so, each as much later as the lag says. */
class LagTest implements ConformingResponses {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DELETED = Duration.ofHours(1);

    private final VirtualAccount account = new VirtualAccount(1);

    @Test
    void aListShowsAClusterLateAndShowsItStillWhenItIsGone() {
        lag("{'lists': 60}");
        String arn = account.createCluster("nova");
        assertThat(account.status("nova")).isEqualTo("Creating");
        assertThat(listed()).isEmpty();
        account.passes(Duration.ofSeconds(60));
        assertThat(listed()).containsExactly(arn);
        account.passes(Duration.ofHours(3));
        delete(arn);
        assertThat(account.status("nova")).isEqualTo("ResourceNotFound");
        assertThat(listed()).containsExactly(arn);
        account.passes(Duration.ofSeconds(60));
        assertThat(listed()).isEmpty();
    }

    /** Takes the cluster away, and stops the clock at the moment at which it is gone. */
    private void delete(String nameOrArn) {
        account.call("sagemaker", "DeleteCluster", "{'ClusterName': '" + nameOrArn + "'}");
        while (account.simulator().state().path("clusters").size() > 0) {
            account.passes(SECOND);
        }
    }

    @Test
    void aClusterIsFoundLateAndFoundStillWhenItIsGone() {
        lag("{'describes': 60}");
        String arn = account.createCluster("nova");
        assertThat(account.status("nova")).isEqualTo("ResourceNotFound");
        assertThat(account.status(arn)).isEqualTo("ResourceNotFound");
        assertThat(account.call("sagemaker", "ListClusterNodes", "{'ClusterName': 'nova'}")
                        .path("refused")
                        .asText())
                .isEqualTo("ResourceNotFound");
        assertThat(listed()).containsExactly(arn);
        // Who creates it again is told what is so.
        assertThat(account.createCluster("nova")).isEmpty();
        account.passes(Duration.ofHours(3));
        assertThat(account.status("nova")).isEqualTo("InService");
        delete("nova");
        assertThat(account.status("nova")).isEqualTo("Deleting");
        assertThat(account.call("sagemaker", "DeleteCluster", "{'ClusterName': 'nova'}")
                        .path("refused")
                        .asText())
                .isEqualTo("ResourceNotFound");
        account.passes(Duration.ofSeconds(60));
        assertThat(account.status("nova")).isEqualTo("ResourceNotFound");
    }

    @Test
    void aNewClusterHasItsTagsLateAndLosesThemLate() {
        lag("{'tags': 60}");
        String arn = account.createCluster("nova");
        assertThat(tags(arn)).isEmpty();
        account.passes(Duration.ofSeconds(60));
        assertThat(tags(arn)).containsExactly("a");
        account.call("sagemaker", "DeleteTags", "{'ResourceArn': '" + arn + "', 'TagKeys': ['a']}");
        assertThat(tags(arn)).containsExactly("a");
        account.call("sagemaker", "AddTags", "{'ResourceArn': '" + arn + "', 'Tags': [{'Key': 'c', 'Value': 'd'}]}");
        account.passes(Duration.ofSeconds(59));
        assertThat(tags(arn)).containsExactly("a");
        account.passes(SECOND);
        assertThat(tags(arn)).containsExactly("c");
        account.passes(Duration.ofHours(3));
        delete(arn);
        assertThat(tags(arn)).containsExactly("c");
        account.passes(Duration.ofSeconds(60));
        assertThat(account.call("sagemaker", "ListTags", "{'ResourceArn': '" + arn + "'}")
                        .path("refused")
                        .asText())
                .isEqualTo("ValidationException");
    }

    @Test
    void fileSystemsAndTheirLinksAreSeenLate() {
        lag("{'lists': 60, 'describes': 30, 'tags': 90}");
        String id = createFileSystem();
        String named = "{'FileSystemIds': ['" + id + "']}";
        assertThat(fileSystems("{}")).isEmpty();
        assertThat(fileSystems(named)).containsExactly("FileSystemNotFound");
        // The same token finds it.
        assertThat(createFileSystem()).isEqualTo(id);
        account.passes(Duration.ofSeconds(30));
        assertThat(fileSystems(named)).containsExactly(id);
        assertThat(fileSystems("{}")).isEmpty();
        account.passes(Duration.ofSeconds(30));
        assertThat(fileSystems("{}")).containsExactly(id);
        JsonNode seen = account.call("fsx", "DescribeFileSystems", named);
        assertThat(seen.at("/FileSystems/0/Tags").isMissingNode()).isTrue();
        account.passes(DELETED);
        assertThat(account.call("fsx", "DescribeFileSystems", named)
                        .at("/FileSystems/0/Tags/0/Key")
                        .asText())
                .isEqualTo("a");

        String link = account.call(
                        "fsx",
                        "CreateDataRepositoryAssociation",
                        "{'FileSystemId': '" + id
                                + "', 'FileSystemPath': '/a', 'DataRepositoryPath': 's3://bucket/a', 'ClientRequestToken': 'link'}")
                .at("/Association/AssociationId")
                .asText();
        assertThat(links("{}")).isEmpty();
        account.passes(Duration.ofSeconds(30));
        assertThat(links("{'AssociationIds': ['" + link + "']}")).containsExactly(link);
        assertThat(links("{}")).isEmpty();
        account.passes(Duration.ofSeconds(30));
        assertThat(links("{'Filters': [{'Name': 'file-system-id', 'Values': ['" + id + "']}]}"))
                .containsExactly(link);

        account.call("fsx", "DeleteFileSystem", "{'FileSystemId': '" + id + "'}");
        while (account.simulator().state().path("fileSystems").size() > 0) {
            account.passes(SECOND);
        }
        assertThat(fileSystems(named)).containsExactly(id);
        assertThat(fileSystems("{}")).containsExactly(id);
        assertThat(links("{}")).containsExactly(link);
        account.passes(Duration.ofSeconds(30));
        assertThat(fileSystems(named)).containsExactly("FileSystemNotFound");
        assertThat(fileSystems("{}")).containsExactly(id);
        account.passes(Duration.ofSeconds(30));
        assertThat(fileSystems("{}")).isEmpty();
        assertThat(links("{}")).isEmpty();
    }

    @Test
    void theTaggingApiHasALagOfItsOwn() {
        lag("{'tagIndex': 60}");
        String arn = account.createCluster("nova");
        assertThat(indexed()).isEmpty();
        account.passes(Duration.ofSeconds(60));
        assertThat(indexed()).containsExactly(arn);
    }

    @Test
    void aScenarioHasItsOwnLagAndWithoutOneItIsAsElsewhere() {
        lag("{'lists': 60}");
        account.simulator()
                .bind(Set.of(VirtualAccount.SUBNET), LocalAccount.json("{'throttle': {'CreateCluster': 1}}"));
        account.createCluster("nova");
        String arn = account.createCluster("nova");
        assertThat(listed()).isEmpty();
        account.simulator().bind(Set.of(VirtualAccount.SUBNET), LocalAccount.json("{'lag': {'lists': 0}}"));
        assertThat(listed()).containsExactly(arn);
    }

    @Test
    void whatIsNoLagIsRefused() {
        assertThatThrownBy(() -> lag("{'list': 1}"))
                .isInstanceOf(InvalidScenarioException.class)
                .hasMessage("lag.list is unknown; known here: lists, describes, tags, tagIndex");
        assertThatThrownBy(() -> lag("{'lists': -1}"))
                .isInstanceOf(InvalidScenarioException.class)
                .hasMessage("lag.lists must be a number of seconds, 0 or more");
        assertThat(LocalAccount.shared()
                        .admin("PUT", "lag", "{\"lists\": true}")
                        .body())
                .contains("lag.lists must be a number");
    }

    /** The same by the SDK and by way of a scenario, in real time. */
    @Test
    void clientsMeetIt() {
        LocalAccount local = LocalAccount.shared();
        World world = local.world();
        SageMakerClient sageMaker = local.sageMaker();
        local.scenario(world, "{'lag': {'lists': 3600, 'describes': 3600}}");
        sageMaker.createCluster(r -> r.clusterName(world.clusterName())
                .orchestrator(o -> o.eks(e -> e.clusterArn(world.eksCluster())))
                .vpcConfig(v -> v.subnets(world.subnetId()).securityGroupIds(world.groupId()))
                .restrictedInstanceGroups(ClusterLifecycleTest.group("rig-1", 1)));
        assertThatThrownBy(() -> sageMaker.describeCluster(r -> r.clusterName(world.clusterName())))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThat(named(sageMaker, world)).isEmpty();
        local.scenario(world, "{'lag': {'lists': 3600}}");
        sageMaker.describeCluster(r -> r.clusterName(world.clusterName()));
        assertThat(named(sageMaker, world)).isEmpty();
        local.scenario(world, "{}");
        assertThat(named(sageMaker, world)).hasSize(1);
    }

    private static List<ClusterSummary> named(SageMakerClient sageMaker, World world) {
        return sageMaker.listClustersPaginator(r -> r.nameContains(world.clusterName())).clusterSummaries().stream()
                .toList();
    }

    private void lag(String lag) {
        account.simulator().lag(LocalAccount.json(lag));
    }

    private List<String> listed() {
        return account.call("sagemaker", "ListClusters", "{}").findValuesAsText("ClusterArn");
    }

    private List<String> indexed() {
        return account.call("tagging", "GetResources", "{}").findValuesAsText("ResourceARN");
    }

    private List<String> tags(String arn) {
        return account.call("sagemaker", "ListTags", "{'ResourceArn': '" + arn + "'}")
                .findValuesAsText("Key");
    }

    private String createFileSystem() {
        return account.call("fsx", "CreateFileSystem", """
                {'ClientRequestToken': 'token', 'FileSystemType': 'LUSTRE', 'StorageCapacity': 1200,
                 'SubnetIds': ['subnet-0a1b2c3d4e5f60718'], 'SecurityGroupIds': ['sg-0123456789abcdef0'],
                 'Tags': [{'Key': 'a', 'Value': 'b'}],
                 'LustreConfiguration': {'DeploymentType': 'PERSISTENT_2', 'PerUnitStorageThroughput': 125}}""")
                .at("/FileSystem/FileSystemId")
                .asText();
    }

    private List<String> fileSystems(String request) {
        JsonNode answer = account.call("fsx", "DescribeFileSystems", request);
        return answer.has("refused")
                ? List.of(answer.path("refused").asText())
                : answer.path("FileSystems").findValuesAsText("FileSystemId");
    }

    private List<String> links(String request) {
        JsonNode answer = account.call("fsx", "DescribeDataRepositoryAssociations", request);
        return answer.has("refused")
                ? List.of(answer.path("refused").asText())
                : answer.path("Associations").findValuesAsText("AssociationId");
    }
}
