package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.authorization.Authorization;
import hyperpod.rig.sandbox.simulator.server.RequestRates;
import hyperpod.rig.sandbox.simulator.server.Simulator;
import hyperpod.rig.sandbox.simulator.server.SimulatorServer;
import hyperpod.rig.sandbox.simulator.services.OtherServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** The simulator, running on a free port with a thousandth of AWS's durations, and AWS's own clients for it. */
final class LocalAccount {

    private static final LocalAccount SHARED = new LocalAccount();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RecordingAws aws = new RecordingAws();
    private final SimulatorServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final SageMakerClient sageMaker;
    private final FSxClient fsx;

    private LocalAccount() {
        this(Authorization.OF_EVERYBODY);
    }

    /** An account of its own, in which this decides who may do what. */
    LocalAccount(Authorization authorization) {
        try {
            server = SimulatorServer.start(
                    new Simulator(
                            models(),
                            "000000000000",
                            "us-east-1",
                            region -> OtherServices.of(aws.endpoint(), region, "000000000000"),
                            0.001,
                            RequestRates.UNLIMITED,
                            authorization),
                    0);
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
        sageMaker = sageMaker("us-east-1");
        fsx = FSxClient.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    static LocalAccount shared() {
        return SHARED;
    }

    static Path models() {
        return Path.of(System.getProperty("simulator.models", "sandbox/.venv/tools"));
    }

    /** A VPC with a subnet and a security group of its own, and so a scenario of its own; EKS cluster and role too. */
    record World(String vpcId, String subnetId, String groupId, String clusterName) {

        String eksCluster() {
            return "arn:aws:eks:us-east-1:000000000000:cluster/" + clusterName;
        }

        String role() {
            return "arn:aws:iam::000000000000:role/" + clusterName;
        }
    }

    World world() {
        String vpc = aws.id("vpc");
        return new World(vpc, aws.subnet(vpc), aws.openGroup(vpc), aws.id("rig"));
    }

    RecordingAws aws() {
        return aws;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    SageMakerClient sageMaker() {
        return sageMaker;
    }

    FSxClient fsx() {
        return fsx;
    }

    SageMakerClient sageMaker(String region) {
        return sageMaker(endpoint(), region);
    }

    static SageMakerClient sageMaker(URI endpoint, String region) {
        return SageMakerClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(credentials())
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("000000000000", "test"));
    }

    /** Binds a scenario, in JSON with single quotes, to the world. */
    void scenario(World world, String scenario) {
        ObjectNode binding = JSON.createObjectNode();
        binding.putArray("subnetIds").add(world.subnetId());
        binding.set("scenario", json(scenario));
        assertThat(admin("PUT", "scenarios", binding.toString()).statusCode()).isEqualTo(200);
    }

    HttpResponse<String> admin(String method, String resource, String body) {
        return send(HttpRequest.newBuilder(endpoint().resolve("/_simulator/" + resource))
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A call as a client without checks of its own would make it. */
    HttpResponse<String> call(String target, String body) {
        String service = target.startsWith("SageMaker")
                ? "sagemaker"
                : target.startsWith("ResourceGroupsTagging") ? "tagging" : "fsx";
        return send(HttpRequest.newBuilder(endpoint())
                .header("X-Amz-Target", target)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=test/20261123/us-east-1/" + service
                                + "/aws4_request, SignedHeaders=host, Signature=0")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** The answer to a call that has to succeed. */
    JsonNode answer(String target, String body) {
        HttpResponse<String> answer = call(target, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return parsed(answer.body());
    }

    /** The error code of a call that has to be refused. */
    String refusal(String target, String body) {
        HttpResponse<String> answer = call(target, body);
        assertThat(answer.statusCode()).as(answer.body()).isNotEqualTo(200);
        return answer.headers().firstValue("x-amzn-ErrorType").orElseThrow() + ": " + answer.body();
    }

    JsonNode describeCluster(String name) {
        return answer("SageMaker.DescribeCluster", "{\"ClusterName\":\"" + name + "\"}");
    }

    JsonNode nodes(String name) {
        return answer("SageMaker.ListClusterNodes", "{\"ClusterName\":\"" + name + "\",\"MaxResults\":100}")
                .path("ClusterNodeSummaries");
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    JsonNode state() {
        return parsed(admin("GET", "state", "").body());
    }

    /** JSON that is written with single quotes. */
    static JsonNode json(String text) {
        return parsed(text.replace('\'', '"'));
    }

    static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static void eventually(BooleanSupplier condition) {
        await().atMost(PATIENCE).pollInterval(POLL).until(condition::getAsBoolean);
    }
}
