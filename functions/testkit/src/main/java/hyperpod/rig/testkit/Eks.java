package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import hyperpod.rig.core.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Amazon EKS.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/APIReference/API_Operations.html">Amazon EKS API Reference</a>
 */
final class Eks implements Service {

    private static final int PAGE = 100;

    private final List<EksCluster> clusters = new ArrayList<>();
    private final Pages pages;

    Eks(Pages pages) {
        this.pages = pages;
    }

    EksCluster add(String name, String vpcId) {
        EksCluster cluster = new EksCluster(name, vpcId);
        clusters.add(cluster);
        return cluster;
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        EksCluster cluster = clusters.stream()
                .filter(found -> found.exists()
                        && found.get("name").equals(request.path("name").asText()))
                .findFirst()
                .orElseThrow(() -> AwsError.notFound(
                        "ResourceNotFoundException",
                        "No cluster found for name: " + request.path("name").asText() + "."));
        return switch (operation) {
            case "DescribeCluster" -> Json.MAPPER.createObjectNode().set("cluster", cluster.json);
            case "DescribeAddon" -> addOn(cluster, request.path("addOn").asText());
            case "ListAddons" ->
                pages.of(
                        operation,
                        "addons",
                        cluster.addOns.stream().map(TextNode::valueOf).toList(),
                        request,
                        Pages.Names.LOWER,
                        PAGE);
            default -> throw AwsError.unknownOperation(operation);
        };
    }

    private static JsonNode addOn(EksCluster cluster, String name) {
        if (!cluster.addOns.contains(name)) {
            throw AwsError.notFound("ResourceNotFoundException", "No addon: " + name + " found in cluster.");
        }
        String version = name.equals("vpc-cni") ? cluster.vpcCniVersion : "v1.0.0-eksbuild.1";
        return Json.MAPPER
                .createObjectNode()
                .set(
                        "addon",
                        Json.MAPPER.createObjectNode().put("addonName", name).put("addonVersion", version));
    }
}
