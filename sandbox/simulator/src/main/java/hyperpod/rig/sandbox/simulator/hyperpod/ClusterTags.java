package hyperpod.rig.sandbox.simulator.hyperpod;

import static hyperpod.rig.sandbox.simulator.hyperpod.ClusterRequestChecks.refusal;
import static hyperpod.rig.sandbox.simulator.hyperpod.ClusterRequestChecks.refuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Page;
import hyperpod.rig.sandbox.simulator.control.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** AddTags, ListTags and DeleteTags of SageMaker, as far as they are about clusters. */
record ClusterTags(Collection<Cluster> clusters) {

    ObjectNode add(ObjectNode request) {
        Cluster cluster = tagged(request);
        JsonNode added = request.path("Tags");
        refuse(cluster.status() == ClusterStatus.DELETING, "Tags cannot be added to a cluster that is being deleted.");
        Tags.problem(added).ifPresent(problem -> refuse(true, problem));
        refuse(!cluster.tags().hasRoomFor(added), "A resource can have at most 50 tags.");
        cluster.tags().put(added);
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.set("Tags", cluster.tags().list());
        return response;
    }

    ObjectNode list(ObjectNode request) {
        List<JsonNode> all = new ArrayList<>();
        tagged(request).tags().list().forEach(all::add);
        Page<JsonNode> page = ClusterLists.page(all, "ListTags", request);
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ArrayNode tags = response.putArray("Tags");
        page.items().forEach(tags::add);
        page.nextToken().ifPresent(token -> response.put("NextToken", token));
        return response;
    }

    ObjectNode delete(ObjectNode request) {
        tagged(request).tags().remove(request.path("TagKeys"));
        return JsonNodeFactory.instance.objectNode();
    }

    private Cluster tagged(ObjectNode request) {
        String arn = request.path("ResourceArn").asText();
        return clusters.stream()
                .filter(cluster -> cluster.arn().equals(arn))
                .findFirst()
                .orElseThrow(() -> refusal("Could not find resource: " + arn));
    }
}
