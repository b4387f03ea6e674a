package hyperpod.rig.sandbox.simulator.hyperpod;

import static hyperpod.rig.sandbox.simulator.hyperpod.ClusterRequestChecks.refusal;
import static hyperpod.rig.sandbox.simulator.hyperpod.ClusterRequestChecks.refuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Page;
import hyperpod.rig.sandbox.simulator.control.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** AddTags, ListTags and DeleteTags of SageMaker, as far as they are about clusters. */
record ClusterTags(Collection<Cluster> clusters) {

    ObjectNode add(ObjectNode request, Instant now) {
        Cluster cluster = tagged(request, clusters);
        JsonNode added = request.path("Tags");
        refuse(cluster.status() == ClusterStatus.DELETING, "Tags cannot be added to a cluster that is being deleted.");
        Tags.problem(added).ifPresent(problem -> refuse(true, problem));
        refuse(!cluster.tags().hasRoomFor(added), "A resource can have at most 50 tags.");
        cluster.tags().put(added, now);
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.set("Tags", cluster.tags().list());
        return response;
    }

    ObjectNode list(ObjectNode request) {
        return list(request, tagged(request, clusters).tags().list());
    }

    /**
     * The tags as a caller sees them.
     *
     * @param seen the clusters that it sees
     * @param tags which tags of one it sees
     */
    static ObjectNode list(ObjectNode request, Collection<Cluster> seen, Function<Cluster, ArrayNode> tags) {
        return list(request, tags.apply(tagged(request, seen)));
    }

    private static ObjectNode list(ObjectNode request, ArrayNode list) {
        List<JsonNode> all = new ArrayList<>();
        list.forEach(all::add);
        Page<JsonNode> page = ClusterLists.page(all, "ListTags", request);
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ArrayNode tags = response.putArray("Tags");
        page.items().forEach(tags::add);
        page.nextToken().ifPresent(token -> response.put("NextToken", token));
        return response;
    }

    ObjectNode delete(ObjectNode request, Instant now) {
        tagged(request, clusters).tags().remove(request.path("TagKeys"), now);
        return JsonNodeFactory.instance.objectNode();
    }

    private static Cluster tagged(ObjectNode request, Collection<Cluster> clusters) {
        String arn = request.path("ResourceArn").asText();
        return clusters.stream()
                .filter(cluster -> cluster.arn().equals(arn))
                .findFirst()
                .orElseThrow(() -> refusal("Could not find resource: " + arn));
    }
}
