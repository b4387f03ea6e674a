package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A HyperPod cluster with restricted instance groups; InService, without groups and tags, unless a test says otherwise.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html">DescribeCluster</a>
 */
public final class HyperPodCluster extends Resource<HyperPodCluster> {

    private static final int ID_LENGTH = 12;

    final ArrayNode nodes = Json.MAPPER.createArrayNode();

    HyperPodCluster(String name) {
        String id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "")
                .substring(0, ID_LENGTH);
        with("ClusterArn", AwsAccount.arn("sagemaker", "cluster/" + id)).with("ClusterName", name);
        at("CreationTime", AwsAccount.NOW.minusSeconds(AwsAccount.YOUNG_SECONDS));
        status("InService");
        json.putArray("RestrictedInstanceGroups");
    }

    /** Its ARN, which holds an id and not its name. */
    public String arn() {
        return get("ClusterArn");
    }

    /** Creating, InService, Failed, RollingBack, Deleting, Updating or SystemUpdating. */
    public HyperPodCluster status(String status) {
        return with("ClusterStatus", status);
    }

    /**
     * With one more restricted instance group: InService, Creating, Updating, Failed, Degraded, SystemUpdating or
     * Deleting.
     */
    public HyperPodCluster group(String name, String status, int currentCount, int targetCount) {
        groups().addObject()
                .put("InstanceGroupName", name)
                .put("InstanceType", "ml.p5.48xlarge")
                .put("Status", status)
                .put("CurrentCount", currentCount)
                .put("TargetCount", targetCount);
        return this;
    }

    /** With another value of a member of the group that was added last. */
    public HyperPodCluster ofGroup(String member, Object value) {
        ((ObjectNode) groups().get(groups().size() - 1)).set(member, Json.MAPPER.valueToTree(value));
        return this;
    }

    /**
     * With nodes of this status: Running, Failure, Pending, ShuttingDown, SystemUpdating, DeepHealthCheckInProgress or
     * NotFound.
     */
    public HyperPodCluster nodes(String status, int count) {
        for (int i = 0; i < count; i++) {
            node().putObject("InstanceStatus").put("Status", status);
        }
        return this;
    }

    /** With nodes of this status, about each of which SageMaker says something. */
    public HyperPodCluster nodesThatSay(String status, int count, String message) {
        for (int i = 0; i < count; i++) {
            node().putObject("InstanceStatus").put("Status", status).put("Message", message);
        }
        return this;
    }

    /** With a node whose status SageMaker does not say. */
    public HyperPodCluster nodeWithoutStatus() {
        node();
        return this;
    }

    /**
     * With a node that runs, named after its private address as EC2 names instances; the last group that was added has
     * it.
     */
    public HyperPodCluster node(String instanceId, String privateAddress) {
        return namedNode(instanceId, "ip-" + privateAddress.replace('.', '-') + ".ec2.internal", privateAddress);
    }

    /** With a node that runs and has another host name. */
    public HyperPodCluster namedNode(String instanceId, String hostname, String privateAddress) {
        ObjectNode node = node().put("InstanceId", instanceId).put("PrivateDnsHostname", hostname);
        node.putObject("InstanceStatus").put("Status", "Running");
        node.put("PrivatePrimaryIp", privateAddress);
        if (!groups().isEmpty()) {
            node.set("InstanceGroupName", groups().get(groups().size() - 1).path("InstanceGroupName"));
        }
        return this;
    }

    /** With another status of the node that was added last. */
    public HyperPodCluster lastNode(String status) {
        ((ObjectNode) nodes.get(nodes.size() - 1).path("InstanceStatus")).put("Status", status);
        return this;
    }

    /** Without this node. */
    public HyperPodCluster withoutNode(String instanceId) {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (nodes.get(i).path("InstanceId").asText().equals(instanceId)) {
                nodes.remove(i);
            }
        }
        return this;
    }

    private ObjectNode node() {
        return nodes.addObject()
                .put("InstanceGroupName", "rig-1")
                .put("InstanceId", "i-%017x".formatted(nodes.size()))
                .put("InstanceType", "ml.p5.48xlarge")
                .put("LaunchTime", AwsAccount.NOW.getEpochSecond());
    }

    /** Orchestrated by this EKS cluster. */
    public HyperPodCluster orchestratedBy(String eksClusterArn) {
        return with("Orchestrator", Map.of("Eks", Map.of("ClusterArn", eksClusterArn)));
    }

    /** In these subnets, with these security groups. */
    public HyperPodCluster network(List<String> subnetIds, List<String> securityGroupIds) {
        json.set("VpcConfig", network(Json.MAPPER.createObjectNode(), subnetIds, securityGroupIds));
        return this;
    }

    /** With a network of its own for the group that was added last. */
    public HyperPodCluster networkOfGroup(List<String> subnetIds, List<String> securityGroupIds) {
        return ofGroup("OverrideVpcConfig", network(Json.MAPPER.createObjectNode(), subnetIds, securityGroupIds));
    }

    private static ObjectNode network(ObjectNode config, List<String> subnetIds, List<String> securityGroupIds) {
        return config.<ObjectNode>set("Subnets", Json.MAPPER.valueToTree(subnetIds))
                .set("SecurityGroupIds", Json.MAPPER.valueToTree(securityGroupIds));
    }

    private ArrayNode groups() {
        return (ArrayNode) json.get("RestrictedInstanceGroups");
    }

    @Override
    HyperPodCluster self() {
        return this;
    }
}
