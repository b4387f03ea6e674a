package hyperpod.rig.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Json;
import hyperpod.rig.resources.OwnFileSystems;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/** An account behind one HTTP endpoint that speaks the JSON protocols of the services which a sweep calls. */
final class AwsAccount implements AutoCloseable {

    static final String APPLICATION = "app";
    static final String PROVISION = "arn:aws:states:us-east-1:111122223333:stateMachine:app-provision";
    static final String ROLLBACK = "arn:aws:states:us-east-1:111122223333:stateMachine:rollback";
    static final Instant NOW = Instant.parse("2026-07-11T10:30:00Z");
    static final String EXECUTION_PREFIX = "arn:aws:states:us-east-1:111122223333:execution:app-provision:";

    /** Every call, as {@code Operation {body}}. */
    final List<Call> calls = new ArrayList<>();
    /** Errors that operations answer with. */
    final Map<String, String> refused = new HashMap<>();
    /** Inputs of rollbacks by name that run from the n-th look on. */
    final Map<String, RunningRollback> rollbacks = new LinkedHashMap<>();

    private final ArrayNode clusters = Json.MAPPER.createArrayNode();
    private final Map<String, JsonNode> clusterTags = new HashMap<>();
    private final ArrayNode fileSystems = Json.MAPPER.createArrayNode();
    private final Map<String, ObjectNode> executions = new HashMap<>();
    private final HttpServer server;

    record Call(String operation, JsonNode body) {}

    record RunningRollback(int fromLook, String input) {}

    AwsAccount() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** An execution of provision that began an hour and ended half an hour ago, as far as its status says that it ended. */
    ObjectNode execution(String name, String status) {
        ObjectNode execution = Json.MAPPER.createObjectNode()
                .put("executionArn", EXECUTION_PREFIX + name).put("name", name).put("status", status)
                .put("startDate", NOW.minusSeconds(3_600).getEpochSecond());
        if (!List.of("RUNNING", "PENDING_REDRIVE").contains(status)) {
            execution.put("stopDate", NOW.minusSeconds(1_800).getEpochSecond());
        }
        executions.put(execution.get("executionArn").asText(), execution);
        return execution;
    }

    /** A cluster with the application's tag and this execution's. */
    void cluster(String name, String executionName) {
        cluster(name, tags("Key", "Value", APPLICATION, executionName));
    }

    void cluster(String name, JsonNode tags) {
        String arn = "arn:aws:sagemaker:us-east-1:111122223333:cluster/" + name;
        clusters.addObject().put("ClusterName", name).put("ClusterArn", arn).put("ClusterStatus", "InService")
                .put("CreationTime", NOW.minusSeconds(3_500).getEpochSecond());
        clusterTags.put(arn, tags);
    }

    /** A file system with the application's tag and this execution's. */
    ObjectNode fileSystem(String id, String executionName) {
        ObjectNode fileSystem = fileSystems.addObject().put("FileSystemId", id).put("Lifecycle", "AVAILABLE")
                .put("ResourceARN", "arn:aws:fsx:us-east-1:111122223333:file-system/" + id)
                .put("CreationTime", NOW.minusSeconds(3_500).getEpochSecond());
        fileSystem.set("Tags", tags("Key", "Value", APPLICATION, executionName));
        return fileSystem;
    }

    static JsonNode tags(String key, String value, String application, String executionName) {
        ArrayNode tags = Json.MAPPER.createArrayNode();
        tags.addObject().put(key, "hyperpod-rig:application").put(value, application);
        tags.addObject().put(key, "hyperpod-rig:execution").put(value, executionName);
        return tags;
    }

    Sweep sweep(Sweep.Settings settings) {
        SfnClient stepFunctions = AwsClients.build(here(SfnClient.builder()));
        return new Sweep(
                new TaggedResources(
                        new OwnClusters(AwsClients.build(here(SageMakerClient.builder())), APPLICATION),
                        new OwnFileSystems(AwsClients.build(here(FSxClient.builder())), APPLICATION)),
                new ProvisionExecutions(stepFunctions, PROVISION),
                new Rollbacks(stepFunctions, ROLLBACK),
                new OrphanEvents(() -> AwsClients.build(here(EventBridgeClient.builder()))),
                settings,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** The bodies of the calls of one operation. */
    List<JsonNode> calls(String operation) {
        return calls.stream().filter(call -> call.operation().equals(operation)).map(Call::body).toList();
    }

    /** The details of the events that were published. */
    List<JsonNode> events() {
        return calls("PutEvents").stream().map(body -> parsed(body.at("/Entries/0/Detail").asText())).toList();
    }

    static JsonNode parsed(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private <B extends AwsClientBuilder<B, C>, C> B here(B builder) {
        return builder.region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceFirst(".*\\.", "");
            JsonNode request = Json.MAPPER.readTree(exchange.getRequestBody());
            calls.add(new Call(operation, request));
            JsonNode answer = refused.containsKey(operation) ? error(refused.get(operation)) : answer(operation, request);
            byte[] body = Json.MAPPER.writeValueAsBytes(answer);
            exchange.sendResponseHeaders(answer.has("__type") ? 400 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private JsonNode answer(String operation, JsonNode request) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        return switch (operation) {
            case "ListClusters" -> answer.set("ClusterSummaries", clusters);
            case "ListTags" -> answer.set("Tags", clusterTags.get(request.get("ResourceArn").asText()));
            case "DescribeFileSystems" -> answer.set("FileSystems", fileSystems);
            case "ListExecutions" -> {
                ArrayNode running = answer.putArray("executions");
                runningRollbacks(calls("ListExecutions").size()).forEach(name -> running.addObject()
                        .put("executionArn", rollbackArn(name))
                        .put("name", name).put("status", "RUNNING").put("startDate", NOW.getEpochSecond()));
                yield answer;
            }
            case "DescribeExecution" -> describe(request.get("executionArn").asText());
            case "StartExecution" -> answer.put("executionArn", rollbackArn(request.get("name").asText()))
                    .put("startDate", NOW.getEpochSecond());
            case "PutEvents" -> {
                answer.put("FailedEntryCount", 0).putArray("Entries").addObject().put("EventId", "1");
                yield answer;
            }
            default -> error("UnknownOperationException");
        };
    }

    private Stream<String> runningRollbacks(int look) {
        return rollbacks.entrySet().stream().filter(rollback -> rollback.getValue().fromLook() <= look).map(Map.Entry::getKey);
    }

    private static String rollbackArn(String name) {
        return ROLLBACK.replace("stateMachine", "execution") + ":" + name;
    }

    private JsonNode describe(String arn) {
        String name = arn.substring(arn.lastIndexOf(':') + 1);
        if (rollbacks.containsKey(name)) {
            return Json.MAPPER.createObjectNode().put("executionArn", arn).put("status", "RUNNING")
                    .put("input", rollbacks.get(name).input());
        }
        return executions.containsKey(arn) ? executions.get(arn) : error("ExecutionDoesNotExist");
    }

    private static JsonNode error(String code) {
        return Json.MAPPER.createObjectNode().put("__type", code).put("message", "refused by the test");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
