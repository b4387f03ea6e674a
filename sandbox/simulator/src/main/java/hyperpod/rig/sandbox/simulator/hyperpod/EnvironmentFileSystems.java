package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The FSx for Lustre file systems that SageMaker manages for restricted instance groups, one a group or one shared by
 * all. They cost the account money and are no resources of its FSx API. A group's own goes with the group; a shared one
 * goes with the cluster, unless its deletion policy is Keep.
 */
final class EnvironmentFileSystems {

    private final Collection<Cluster> clusters;
    private final List<ObjectNode> kept = new ArrayList<>();

    /** Those of the clusters, and those that clusters leave behind. */
    EnvironmentFileSystems(Collection<Cluster> clusters) {
        this.clusters = clusters;
    }

    /** A cluster is gone. */
    void gone(Cluster cluster) {
        JsonNode shared = shared(cluster);
        if (shared.path("FSxLustreDeletionPolicy").asText().equals("Keep")) {
            kept.add(shown(cluster, "shared environment", shared.path("FSxLustreConfig")));
        }
    }

    /** All that exist: the cluster, what of it they are for, and their size and throughput. */
    ArrayNode state() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        kept.forEach(all::add);
        for (Cluster cluster : clusters) {
            for (InstanceGroup group : cluster.groups().values()) {
                JsonNode own = group.specification().path("EnvironmentConfig").path("FSxLustreConfig");
                if (!own.isMissingNode()) {
                    all.add(shown(cluster, group.name(), own));
                }
            }
            if (!shared(cluster).isMissingNode()) {
                all.add(shown(cluster, "shared environment", shared(cluster).path("FSxLustreConfig")));
            }
        }
        return all;
    }

    private static JsonNode shared(Cluster cluster) {
        return cluster.request().path("RestrictedInstanceGroupsConfig").path("SharedEnvironmentConfig");
    }

    private static ObjectNode shown(Cluster cluster, String purpose, JsonNode config) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("ClusterArn", cluster.arn());
        shown.put("ClusterName", cluster.name());
        shown.put("For", purpose);
        shown.set("FSxLustreConfig", config.deepCopy());
        return shown;
    }
}
