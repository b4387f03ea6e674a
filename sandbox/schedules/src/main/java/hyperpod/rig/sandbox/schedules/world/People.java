package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.sandbox.schedules.Ground;
import hyperpod.rig.sandbox.schedules.deployment.Deployment;
import hyperpod.rig.sandbox.schedules.disturbance.Action;
import hyperpod.rig.sandbox.schedules.planted.PlantedBug;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.ExecutionStatus;
import hyperpod.rig.sandbox.statemachines.StepFunctionsException;
import hyperpod.rig.sandbox.statemachines.TaskResult;
import hyperpod.rig.testkit.AwsError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whoever asks for clusters, and does things to them; with all rights in the account. */
final class People {

    private static final String NAME = "nova-rig";
    private static final String EKS = "arn:aws:eks:us-east-1:111122223333:cluster/nova-eks";
    private static final String OTHER_EKS = "arn:aws:eks:us-east-1:111122223333:cluster/other-eks";
    private static final Duration AGAIN = Duration.ofSeconds(100);
    private static final int TRIES = 4;

    private final World world;
    private final Application application;
    private final Ground ground;
    private int rivals;
    private int asked;

    People(World world, Application application, Ground ground) {
        this.world = world;
        this.application = application;
        this.ground = ground;
    }

    /** Asks for the cluster, and asks again while the API does not answer. */
    void ask() {
        if (ground.byApi()) {
            post(request(NAME, EKS), "first", TRIES);
        } else {
            start("nova-1", request(NAME, EKS));
        }
    }

    /** The first request again, whether or not its execution is still known. */
    void askUnderTheSameName() {
        ask();
    }

    /** If nothing was ever started, what is asked now is. */
    void askUnfinished() {
        if (world.provisionings().isEmpty()) {
            ask();
        }
    }

    private void start(String name, JsonNode request) {
        try {
            world.stepFunctions().startExecution(Deployment.PROVISION, Optional.of(name), request);
        } catch (StepFunctionsException e) {
            world.trace().tell("    the start is refused: " + e.code());
        }
    }

    private void post(JsonNode request, String key, int tries) {
        JsonNode answer = call("StartProvisioning", "POST", "/clusters", Optional.empty(), Optional.of(request), key);
        int status = answer.path("statusCode").asInt(500);
        world.trace()
                .tell("    the API answers " + status + " "
                        + Truth.shortened(answer.path("body").asText()));
        if (status >= 500 && tries > 1) {
            world.after(AGAIN, () -> post(request, key, tries - 1));
        }
    }

    private JsonNode call(
            String function,
            String method,
            String path,
            Optional<String> clusterName,
            Optional<JsonNode> body,
            String key) {
        ObjectNode event = Json.MAPPER
                .createObjectNode()
                .put("resource", clusterName.isPresent() ? "/clusters/{clusterName}" : "/clusters")
                .put("path", path)
                .put("httpMethod", method);
        event.putObject("headers").put("Content-Type", "application/json").put("Idempotency-Key", key);
        event.putObject("requestContext")
                .put("requestId", "request-" + key)
                .putObject("identity")
                .put("userArn", "arn:aws:sts::111122223333:assumed-role/nova-admin/nova-admin");
        clusterName.ifPresent(name -> event.putObject("pathParameters").put("clusterName", name));
        event.put("body", body.map(JsonNode::toString).orElse(null));
        return world.run(function, event) instanceof TaskResult.Succeeded(JsonNode answer)
                ? answer
                : Json.MAPPER.createObjectNode();
    }

    private JsonNode request(String clusterName, String eksClusterArn) {
        ObjectNode request =
                Surroundings.json("""
                {"network": {"subnetIds": ["%s"], "securityGroupIds": ["%s"]},
                 "restrictedInstanceGroups": [{"name": "rig-1", "instanceType": "ml.p5.48xlarge", "instanceCount": 1,
                   "executionRoleArn": "%s", "threadsPerCore": 1, "ebsVolumeGiB": 500, "deepHealthChecks": ["InstanceStress"],
                   "fileSystem": {"sizeGiB": 4800, "throughputMBpsPerTiB": 250}}],
                 "s3": {"inputBucket": "nova-rig-training-data", "outputBucket": "nova-rig-results"}, "nodeRecovery": "None"}""".formatted(Surroundings.SUBNET, Surroundings.GROUP, Surroundings.ROLE));
        request.put("clusterName", clusterName).put("eksClusterArn", eksClusterArn);
        if (ground.files() != Ground.Files.NONE) {
            ObjectNode shared =
                    request.putObject("sharedFileSystem").put("sizeGiB", 1200).put("throughputMBpsPerTiB", 125);
            if (ground.files() == Ground.Files.LINKED) {
                shared.putObject("s3").put("bucket", "nova-rig-training-data").put("prefix", "staging");
            }
        }
        return request;
    }

    void act(Action action) {
        try {
            carryOut(action);
        } catch (StepFunctionsException e) {
            world.trace().tell("    refused: " + e.code() + ": " + e.getMessage());
        } catch (AwsError e) {
            world.trace().tell("    refused: " + e.code() + ": " + Truth.shortened(String.valueOf(e.getMessage())));
        }
    }

    private void carryOut(Action action) {
        switch (action) {
            case Action.Stop(String error, Optional<Duration> redrivenAfter) ->
                newest(world.provisionings(), true).ifPresent(execution -> {
                    stop(execution, error);
                    redrivenAfter.ifPresent(wait -> world.after(wait, () -> world.act(new Action.Redrive())));
                });
            case Action.StopRollback(String error) ->
                newest(world.rollbacks(), true).ifPresent(execution -> stop(execution, error));
            case Action.Redrive() -> newest(world.provisionings(), false).ifPresent(this::redrive);
            case Action.RedriveRollback() -> newest(world.rollbacks(), false).ifPresent(this::redrive);
            case Action.RollBack(boolean confirmed) ->
                last(world.provisionings()).ifPresent(execution -> rollBack(execution, confirmed));
            case Action.Delete(boolean confirmed) -> {
                if (confirmed) {
                    confirmAllOfName();
                }
                delete(confirmed);
            }
            case Action.Repeat() -> ask();
            case Action.Rival(boolean sameName) -> rival(sameName);
            case Action.Another() -> {
                asked++;
                start("another-" + asked, request("another-" + asked, OTHER_EKS));
            }
            case Action.StrangersCluster() -> strangersCluster(NAME, Optional.empty());
            case Action.LookAlikes() -> last(world.provisionings()).ifPresent(this::lookAlikes);
            case Action.RemoveTags() -> last(world.provisionings()).ifPresent(this::removeTags);
            case Action.DeleteByHand() -> deleteByHand();
            case Action.Deny(String operation, Duration lasts) ->
                world.fates().deny(operation, world.now().plus(lasts));
            case Action.WeakenRole(Duration lasts) -> {
                world.surroundings()
                        .weakenRole(
                                world.now(),
                                world.now().plus(lasts),
                                world.planted()
                                        .filter(PlantedBug::hidesWeakRoles)
                                        .isEmpty());
                world.after(lasts, world.surroundings()::strengthenRole);
            }
            case Action.DeleteLink() -> deleteLink();
            case Action.RollBackMistyped() ->
                last(world.provisionings())
                        .ifPresent(execution -> world.stepFunctions()
                                .startExecution(
                                        Deployment.ROLLBACK,
                                        Optional.empty(),
                                        Json.MAPPER.createObjectNode().put("executionArn", execution.arn() + "x")));
            case Action.Deploy() -> {
                world.stepFunctions().createStateMachine(name(Deployment.PROVISION), application.nextProvision());
                world.stepFunctions().createStateMachine(name(Deployment.ROLLBACK), application.nextRollback());
            }
        }
    }

    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    private static Optional<Execution> last(List<Execution> executions) {
        return executions.isEmpty() ? Optional.empty() : Optional.of(executions.getLast());
    }

    private static Optional<Execution> newest(List<Execution> executions, boolean running) {
        return executions.reversed().stream()
                .filter(execution -> running
                        ? execution.isRunning()
                        : !execution.isRunning() && execution.status() != ExecutionStatus.SUCCEEDED)
                .findFirst();
    }

    private void stop(Execution execution, String error) {
        world.stepFunctions()
                .stopExecution(execution.arn(), Optional.of(error).filter(text -> !text.isEmpty()), Optional.empty());
    }

    private void redrive(Execution execution) {
        world.stepFunctions().redriveExecution(execution.arn());
    }

    private void rollBack(Execution execution, boolean confirmed) {
        ObjectNode input = Json.MAPPER.createObjectNode().put("executionArn", execution.arn());
        if (confirmed) {
            input.put("artifactsSynchronised", true).put("loseQueuedExports", true);
            world.truth().confirmed(execution);
        }
        world.stepFunctions().startExecution(Deployment.ROLLBACK, Optional.empty(), input);
    }

    /** What {@code GET /clusters/NAME} answers. */
    JsonNode get(String clusterName) {
        return body(call(
                "GetCluster", "GET", "/clusters/" + clusterName, Optional.of(clusterName), Optional.empty(), "get"));
    }

    /** What {@code GET /clusters} lists. */
    JsonNode list() {
        return body(call("ListClusters", "GET", "/clusters", Optional.empty(), Optional.empty(), "list"))
                .path("clusters");
    }

    private static JsonNode body(JsonNode answer) {
        return Surroundings.json(answer.path("body").asText("{}"));
    }

    private void confirmAllOfName() {
        world.provisionings().stream()
                .filter(execution -> world.entry(execution)
                        .filter(entry -> entry.clusterName().equals(NAME))
                        .isPresent())
                .forEach(world.truth()::confirmed);
    }

    private void delete(boolean confirmed) {
        Optional<JsonNode> body = confirmed
                ? Optional.of(Json.MAPPER
                        .createObjectNode()
                        .put("artifactsSynchronised", true)
                        .put("loseQueuedExports", true))
                : Optional.empty();
        JsonNode answer = call("StartDeletion", "DELETE", "/clusters/" + NAME, Optional.of(NAME), body, "delete");
        world.trace()
                .tell("    the API answers " + answer.path("statusCode").asInt() + " "
                        + Truth.shortened(answer.path("body").asText()));
    }

    private void rival(boolean sameName) {
        rivals++;
        start("rival-" + rivals, sameName ? request(NAME, OTHER_EKS) : request("other-" + rivals, EKS));
    }

    private void strangersCluster(String clusterName, Optional<Execution> lookingLike) {
        ObjectNode request =
                Surroundings.json("""
                {"InstanceGroups": [{"InstanceGroupName": "workers", "InstanceType": "ml.g5.xlarge", "InstanceCount": 1,
                   "LifeCycleConfig": {"SourceS3Uri": "s3://sagemaker-strangers/", "OnCreate": "on_create.sh"},
                   "ExecutionRole": "%s", "ThreadsPerCore": 1}],
                 "Orchestrator": {"Eks": {"ClusterArn": "arn:aws:eks:us-east-1:111122223333:cluster/strangers-%d"}},
                 "VpcConfig": {"SecurityGroupIds": ["%s"], "Subnets": ["%s"]}}""".formatted(Surroundings.ROLE, ++asked, Surroundings.GROUP, Surroundings.SUBNET));
        request.put("ClusterName", clusterName);
        lookingLike.ifPresent(execution -> tags(execution, request.putArray("Tags")));
        JsonNode answer = world.account().ask("sagemaker", "CreateCluster", request);
        world.truth().strangersOwn(answer.get("ClusterArn").textValue(), request.withArray("/Tags"));
    }

    private static void tags(Execution execution, ArrayNode tags) {
        tags.addObject().put("Key", OwnershipTags.EXECUTION_KEY).put("Value", execution.name());
        tags.addObject().put("Key", OwnershipTags.APPLICATION_KEY).put("Value", Deployment.APPLICATION);
    }

    private void lookAlikes(Execution execution) {
        asked++;
        strangersCluster("look-alike-" + asked, Optional.of(execution));
        ObjectNode request = Surroundings.json("""
                {"FileSystemType": "LUSTRE", "StorageCapacity": 1200, "SubnetIds": ["%s"], "SecurityGroupIds": ["%s"],
                 "LustreConfiguration": {"DeploymentType": "PERSISTENT_2", "PerUnitStorageThroughput": 125}}""".formatted(Surroundings.SUBNET, Surroundings.GROUP));
        request.put("ClientRequestToken", "look-alike-" + asked);
        tags(execution, request.putArray("Tags"));
        JsonNode answer = world.account().ask("fsx", "CreateFileSystem", request);
        world.truth().strangersOwn(answer.at("/FileSystem/ResourceARN").textValue(), request.get("Tags"));
    }

    private void removeTags(Execution execution) {
        for (Truth.Made made : world.truth().made()) {
            if (made.by() == execution && world.resource(made.arn()).isPresent()) {
                ObjectNode request = Json.MAPPER.createObjectNode();
                boolean cluster = made.arn().contains(":sagemaker:");
                request.put(cluster ? "ResourceArn" : "ResourceARN", made.arn());
                request.putArray("TagKeys").add(OwnershipTags.EXECUTION_KEY).add(OwnershipTags.APPLICATION_KEY);
                world.account().ask(cluster ? "sagemaker" : "fsx", cluster ? "DeleteTags" : "UntagResource", request);
            }
        }
    }

    private void deleteLink() {
        world.truth().linkDeleted();
        for (JsonNode fileSystem : world.surroundings().simulator().state().get("fileSystems")) {
            for (JsonNode link : fileSystem.path("DataRepositoryAssociations")) {
                world.account()
                        .ask(
                                "fsx",
                                "DeleteDataRepositoryAssociation",
                                Json.MAPPER
                                        .createObjectNode()
                                        .put(
                                                "AssociationId",
                                                link.path("AssociationId").asText())
                                        .put("ClientRequestToken", "by-hand"));
            }
        }
    }

    private void deleteByHand() {
        world.arnOfCluster(NAME).ifPresent(arn -> {
            world.account()
                    .ask(
                            "sagemaker",
                            "DeleteCluster",
                            Json.MAPPER.createObjectNode().put("ClusterName", NAME));
            world.truth().deletedByHand(arn);
        });
    }
}
