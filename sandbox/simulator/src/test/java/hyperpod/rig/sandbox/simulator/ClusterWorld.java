package hyperpod.rig.sandbox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.LocalAccount.World;

/** A request for a cluster in a world, as JSON: with members that the pinned SDK does not know, or that are wrong. */
record ClusterWorld(LocalAccount account, World world) {

    private static final String CLUSTER = """
            {'ClusterName': '%s', 'Orchestrator': {'Eks': {'ClusterArn': '%s'}},
             'VpcConfig': {'Subnets': ['%s'], 'SecurityGroupIds': ['%s']}, 'NodeRecovery': 'Automatic',
             'Tags': [{'Key': 'a', 'Value': 'b'}],
             'RestrictedInstanceGroups': [{'InstanceGroupName': 'rig-1', 'InstanceType': 'ml.p5.48xlarge', 'InstanceCount': 1,
               'ExecutionRole': '%s', 'ThreadsPerCore': 1,
               'InstanceStorageConfigs': [{'EbsVolumeConfig': {'VolumeSizeInGB': 500}}],
               'EnvironmentConfig': {'FSxLustreConfig': {'SizeInGiB': 1200, 'PerUnitStorageThroughput': 125}}}]}
            """;

    static ClusterWorld fresh() {
        LocalAccount account = LocalAccount.shared();
        return new ClusterWorld(account, account.world());
    }

    String name() {
        return world.clusterName();
    }

    ObjectNode request() {
        return (ObjectNode) LocalAccount.json(CLUSTER.formatted(
                world.clusterName(), world.eksCluster(), world.subnetId(), world.groupId(), world.role()));
    }

    /** The request with changes: JSON pointers, each followed by JSON in single quotes, or "-" for nothing. */
    ObjectNode request(String... changes) {
        ObjectNode request = request();
        for (int i = 0; i < changes.length; i += 2) {
            change(request, changes[i], changes[i + 1]);
        }
        return request;
    }

    static ObjectNode change(ObjectNode request, String where, String what) {
        String parent = where.substring(0, where.lastIndexOf('/'));
        String last = where.substring(where.lastIndexOf('/') + 1);
        JsonNode owner = request.at(parent);
        JsonNode value = what.equals("-") ? MissingNode.getInstance() : LocalAccount.json(what);
        switch (owner) {
            case ObjectNode object when value.isMissingNode() -> object.remove(last);
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array when last.equals("+") -> array.add(value);
            case ArrayNode array -> array.set(Integer.parseInt(last), value);
            default -> throw new IllegalArgumentException(where);
        }
        return request;
    }

    /** Creates the cluster. */
    void create(String... changes) {
        account.answer("SageMaker.CreateCluster", request(changes).toString());
    }

    /** Creates the cluster with so many tags; returns its ARN. */
    String createWithTags(int count) {
        ObjectNode request = request("/Tags", "[]");
        for (int i = 0; i < count; i++) {
            change(request, "/Tags/+", "{'Key': 'key-" + i + "', 'Value': 'v'}");
        }
        return account.answer("SageMaker.CreateCluster", request.toString())
                .path("ClusterArn")
                .asText();
    }

    /** Why the cluster is not created. */
    String refusal(String... changes) {
        return account.refusal("SageMaker.CreateCluster", request(changes).toString());
    }

    void scenario(String scenario) {
        account.scenario(world, scenario);
    }

    JsonNode described() {
        return account.describeCluster(name());
    }

    String status() {
        return described().path("ClusterStatus").asText();
    }

    JsonNode group() {
        return described().at("/RestrictedInstanceGroups/0");
    }

    void becomes(String status) {
        LocalAccount.eventually(() -> status().equals(status));
    }

    void delete() {
        account.answer("SageMaker.DeleteCluster", "{\"ClusterName\":\"" + name() + "\"}");
    }

    void isGone() {
        LocalAccount.eventually(() -> account.call("SageMaker.DescribeCluster", "{\"ClusterName\":\"" + name() + "\"}")
                        .statusCode()
                == 400);
    }
}
