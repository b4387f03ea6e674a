package hyperpod.rig.sandbox.simulator;

import static hyperpod.rig.sandbox.simulator.LocalAccount.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.simulator.authorization.Permission;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.fsx.model.FileSystem;
import software.amazon.awssdk.services.fsx.model.LustreDeploymentType;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.ResourceTagMapping;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.Tag;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;

/** What the Resource Groups Tagging API shows of clusters and file systems. */
class TaggedResourcesTest implements ConformingResponses {

    private static final String TARGET = "ResourceGroupsTaggingAPI_20170126.GetResources";

    private final ClusterWorld nova = ClusterWorld.fresh();
    private final LocalAccount account = nova.account();
    private final String owner = nova.name();

    @Test
    void clustersAndFileSystemsAreFoundByATag() {
        String cluster = create();
        String fileSystem = createFileSystem("1").resourceARN();

        assertThat(found("sagemaker:cluster", "fsx:file-system"))
                .containsOnlyKeys(cluster, fileSystem)
                .containsEntry(
                        cluster, List.of(Tag.builder().key("owner").value(owner).build()));
        assertThat(found("sagemaker")).containsOnlyKeys(cluster);
        assertThat(found("fsx")).containsOnlyKeys(fileSystem);
        assertThat(found()).containsOnlyKeys(cluster, fileSystem);
    }

    @Test
    void aTagThatIsTakenAwayIsSearchedForInVain() {
        String cluster = create();
        account.answer("SageMaker.DeleteTags", "{\"ResourceArn\": \"" + cluster + "\", \"TagKeys\": [\"owner\"]}");

        assertThat(found()).isEmpty();
        assertThat(answer("{'ResourceARNList': ['" + cluster + "']}").at("/ResourceTagMappingList/0/Tags"))
                .isEqualTo(LocalAccount.parsed("[]"));
    }

    /** AWS's reference: "tagged or previously tagged resources". */
    @Test
    void whatIsGoneIsListedForAWhile() {
        String cluster = create();
        nova.becomes("InService");
        nova.delete();
        nova.isGone();

        assertThat(found()).containsOnlyKeys(cluster);
        eventually(() -> found().isEmpty());
    }

    @Test
    void thePagesTogetherHoldAllOfThem() {
        for (int i = 0; i < 12; i++) {
            createFileSystem(String.valueOf(i));
        }

        assertThat(answer(filtered()).path("ResourceTagMappingList")).hasSize(10);
        assertThat(found()).hasSize(12);
        JsonNode first = answer("{'ResourcesPerPage': 7, " + filtered().substring(1));
        JsonNode second = answer("{'ResourcesPerPage': 7, 'PaginationToken': '"
                + first.path("PaginationToken").asText() + "', " + filtered().substring(1));
        assertThat(second.path("ResourceTagMappingList")).hasSize(5);
        assertThat(second.path("PaginationToken").asText("none")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'ResourcesPerPage': 0}",
                "{'ResourcesPerPage': 101}",
                "{'ResourceTypeFilters': ['fsx:filesystem']}",
                "{'ResourceTypeFilters': ['AWS::FSx::FileSystem']}",
                "{'ResourceTypeFilters': ['fsx'], 'ResourceARNList': ['arn:aws:fsx:us-east-1:000000000000:file-system/fs-1']}",
                "{'TagFilters': [{'Key': 'a'}], 'ResourceARNList': ['arn:aws:fsx:us-east-1:000000000000:file-system/fs-1']}",
                "{'ResourcesPerPage': 1, 'ResourceARNList': ['arn:aws:fsx:us-east-1:000000000000:file-system/fs-1']}",
                "{'ResourceARNList': []}",
                "{'TagFilters': [{'Values': ['a']}]}",
                "{'TagFilters': [{'Key': ''}]}",
                "{'PaginationToken': 'of-nothing'}",
                "{'TagsPerPage': 100}",
                "{'ExcludeCompliantResources': true}"
            })
    void aRequestThatTheReferenceForbidsIsRefused(String request) {
        assertThat(account.refusal(TARGET, request.replace('\'', '"'))).startsWith("InvalidParameterException");
    }

    @Test
    void theCallerNeedsTheRightToGetResources() {
        List<Permission> asked = new ArrayList<>();
        LocalAccount guarded = new LocalAccount((caller, permissions) -> {
            asked.addAll(permissions);
            throw new ServiceException("AccessDeniedException", "User: nobody may");
        });

        assertThat(guarded.refusal(TARGET, "{}")).startsWith("AccessDeniedException");
        assertThat(asked).containsExactly(new Permission("tag:GetResources", "*"));
    }

    private String create() {
        return account.answer(
                        "SageMaker.CreateCluster",
                        nova.request("/Tags", "[{'Key': 'owner', 'Value': '" + owner + "'}]")
                                .toString())
                .path("ClusterArn")
                .asText();
    }

    private FileSystem createFileSystem(String token) {
        return account.fsx()
                .createFileSystem(r -> r.clientRequestToken(owner + token)
                        .fileSystemType("LUSTRE")
                        .storageCapacity(1200)
                        .subnetIds(nova.world().subnetId())
                        .securityGroupIds(nova.world().groupId())
                        .lustreConfiguration(l -> l.deploymentType(LustreDeploymentType.PERSISTENT_2)
                                .perUnitStorageThroughput(125))
                        .tags(software.amazon.awssdk.services.fsx.model.Tag.builder()
                                .key("owner")
                                .value(owner)
                                .build()))
                .fileSystem();
    }

    private Map<String, List<Tag>> found(String... types) {
        try (ResourceGroupsTaggingApiClient tagging = ResourceGroupsTaggingApiClient.builder()
                .endpointOverride(account.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            return tagging
                    .getResourcesPaginator(r -> r.resourceTypeFilters(types)
                            .tagFilters(TagFilter.builder()
                                    .key("owner")
                                    .values(owner)
                                    .build()))
                    .resourceTagMappingList()
                    .stream()
                    .collect(Collectors.toMap(ResourceTagMapping::resourceARN, ResourceTagMapping::tags));
        }
    }

    private String filtered() {
        return "{'TagFilters': [{'Key': 'owner', 'Values': ['" + owner + "']}]}";
    }

    private JsonNode answer(String request) {
        return account.answer(TARGET, request.replace('\'', '"'));
    }
}
