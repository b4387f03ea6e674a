package hyperpod.rig.sandbox.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.FileSystemType;
import software.amazon.awssdk.services.fsx.model.LustreDeploymentType;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupSpecification;

/**
 * A resource that somebody creates with tags of their own choice, in the network of a request.
 *
 * @param id cluster name or file system id
 */
record TaggedResource(String id) {

    /** Of the EKS cluster of the request, which has no other. */
    static TaggedResource cluster(LocalStack stack, JsonNode request, String name, Map<String, String> tags) {
        stack.controlPlaneClient(SageMakerClient.builder())
                .createCluster(r -> r.clusterName(name)
                        .orchestrator(orchestrator -> orchestrator.eks(eks ->
                                eks.clusterArn(request.get("eksClusterArn").asText())))
                        .vpcConfig(vpc -> vpc.subnets(
                                        request.at("/network/subnetIds/0").asText())
                                .securityGroupIds(request.at("/network/securityGroupIds/0")
                                        .asText()))
                        .restrictedInstanceGroups(ClusterRestrictedInstanceGroupSpecification.builder()
                                .instanceGroupName("theirs")
                                .instanceType("ml.p5.48xlarge")
                                .instanceCount(1)
                                .executionRole(request.at("/restrictedInstanceGroups/0/executionRoleArn")
                                        .asText())
                                .environmentConfig(environment -> environment.fSxLustreConfig(
                                        lustre -> lustre.sizeInGiB(1_200).perUnitStorageThroughput(125)))
                                .build())
                        .tags(tags.entrySet().stream()
                                .map(tag -> software.amazon.awssdk.services.sagemaker.model.Tag.builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                                .toList()));
        return new TaggedResource(name);
    }

    static TaggedResource fileSystem(LocalStack stack, JsonNode request, Map<String, String> tags) {
        List<software.amazon.awssdk.services.fsx.model.Tag> listed = tags.entrySet().stream()
                .map(tag -> software.amazon.awssdk.services.fsx.model.Tag.builder()
                        .key(tag.getKey())
                        .value(tag.getValue())
                        .build())
                .toList();
        return new TaggedResource(stack.controlPlaneClient(FSxClient.builder())
                .createFileSystem(r -> r.fileSystemType(FileSystemType.LUSTRE)
                        .storageCapacity(1_200)
                        .subnetIds(request.at("/network/subnetIds/0").asText())
                        .securityGroupIds(
                                request.at("/network/securityGroupIds/0").asText())
                        .lustreConfiguration(lustre -> lustre.deploymentType(LustreDeploymentType.PERSISTENT_2)
                                .perUnitStorageThroughput(125))
                        .tags(listed))
                .fileSystem()
                .fileSystemId());
    }

    /** Whether it exists and is not being deleted. */
    boolean stands(JsonNode controlPlanes) {
        return find(controlPlanes)
                .filter(status -> !status.equalsIgnoreCase("DELETING"))
                .isPresent();
    }

    boolean isGone(JsonNode controlPlanes) {
        return find(controlPlanes).isEmpty();
    }

    private Optional<String> find(JsonNode controlPlanes) {
        for (JsonNode cluster : controlPlanes.get("clusters")) {
            if (cluster.get("ClusterName").asText().equals(id)) {
                return Optional.of(cluster.get("ClusterStatus").asText());
            }
        }
        for (JsonNode fileSystem : controlPlanes.get("fileSystems")) {
            if (fileSystem.get("FileSystemId").asText().equals(id)) {
                return Optional.of(fileSystem.get("Lifecycle").asText());
            }
        }
        return Optional.empty();
    }
}
