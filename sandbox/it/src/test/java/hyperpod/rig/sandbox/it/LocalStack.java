package hyperpod.rig.sandbox.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.Region;

/** The local stack with the deployed application, started once for all tests and stopped after the last. */
final class LocalStack implements AutoCloseable {

    private static final AwsBasicCredentials ROOT = AwsBasicCredentials.create("test", "test");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String id = "it-" + UUID.randomUUID().toString().substring(0, 8);
    private final JsonNode facts;
    private final HttpClient http = HttpClient.newHttpClient();

    private LocalStack() {
        Output up = run(List.of(
                "sandbox/stack",
                "up",
                "--id",
                id,
                "--owner",
                String.valueOf(ProcessHandle.current().pid())));
        if (up.exitStatus() != 0) {
            throw new IllegalStateException("the local stack did not start:\n" + up.text());
        }
        facts = Project.json("sandbox/run/" + id + "/stack.json");
    }

    /** Gives tests the one stack as a parameter. */
    static final class Resolver implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == LocalStack.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(LocalStack.class, type -> new LocalStack(), LocalStack.class);
        }
    }

    /** What a command printed, and its exit status. */
    record Output(int exitStatus, String text) {

        String lastLine() {
            return text.strip().lines().reduce((first, second) -> second).orElse("");
        }
    }

    /** An HTTP answer. */
    record Answer(int status, JsonNode body) {}

    String id() {
        return id;
    }

    /** The name of the application that is deployed. */
    String application() {
        return facts.get("application").asText();
    }

    String output(String name) {
        return facts.at("/outputs/" + name).asText();
    }

    /** Deploys the application under another name beside the first, or updates it; returns its outputs. */
    JsonNode deploy(String application) {
        Output deployed = run(List.of("sandbox/stack", "deploy", "--id", id, application));
        try {
            return JSON.readTree(deployed.lastLine());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not deployed: " + deployed.text(), e);
        }
    }

    /** A zip that the next deployment takes. */
    Path functionZip(String module) {
        return Project.file("sandbox/run/" + id + "/deploy/functions/" + module + "/target/" + module + ".zip");
    }

    List<Long> processes() {
        List<Long> pids = new ArrayList<>();
        facts.get("processes").forEach(pid -> pids.add(pid.asLong()));
        return pids;
    }

    /** A client of the local engine, from its builder. */
    <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
        return client(builder, "aws");
    }

    /** A client of the simulated control planes of SageMaker and FSx, from its builder. */
    <B extends AwsClientBuilder<B, C>, C> C controlPlaneClient(B builder) {
        return client(builder, "simulator");
    }

    private <B extends AwsClientBuilder<B, C>, C> C client(B builder, String endpoint) {
        return client(builder, endpoint, ROOT);
    }

    /** A client of somebody who is not root, of the engine {@code aws} or {@code simulator}. */
    <B extends AwsClientBuilder<B, C>, C> C client(B builder, String endpoint, AwsCredentials caller) {
        return builder.endpointOverride(
                        URI.create(facts.at("/endpoints/" + endpoint).asText()))
                .region(Region.of(facts.get("region").asText()))
                .credentialsProvider(StaticCredentialsProvider.create(caller))
                .build();
    }

    /** A request that this stack can fulfil, in a world of its own. */
    ObjectNode request(String clusterName) {
        Output world = run(List.of("sandbox/world", "--id", id, "--request", clusterName));
        try {
            return (ObjectNode) JSON.readTree(world.lastLine());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no world: " + world.text(), e);
        }
    }

    /** The account has a training plan from now on; as DescribeTrainingPlan answers it. */
    void trainingPlan(String plan) {
        HttpRequest put = HttpRequest.newBuilder(
                        URI.create(facts.at("/endpoints/simulator").asText() + "/_simulator/training-plans"))
                .PUT(HttpRequest.BodyPublishers.ofString("[" + plan + "]"))
                .build();
        send(put);
    }

    /** What the simulated control planes hold. */
    JsonNode controlPlanes() {
        HttpRequest get = HttpRequest.newBuilder(
                        URI.create(facts.at("/endpoints/simulator").asText() + "/_simulator/state"))
                .build();
        return send(get).body();
    }

    /** From now on this happens to clusters and file systems in these subnets. */
    void impose(JsonNode subnetIds, String scenario) {
        String body = "{\"subnetIds\": " + subnetIds + ", \"scenario\": " + scenario + "}";
        Answer answer = send(HttpRequest.newBuilder(
                        URI.create(facts.at("/endpoints/simulator").asText() + "/_simulator/scenarios"))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
        if (answer.status() != 200) {
            throw new IllegalStateException("the simulator refuses the scenario: " + answer.body());
        }
    }

    /** Calls the application's API with the signature of a user who may do nothing else. */
    Answer call(SdkHttpMethod method, String path, String body, Map<String, String> headers) {
        AwsBasicCredentials caller = AwsBasicCredentials.create(
                facts.at("/apiCaller/accessKeyId").asText(),
                facts.at("/apiCaller/secretAccessKey").asText());
        return call(caller, method, path, body, headers);
    }

    /** Calls the application's API with somebody's signature. */
    Answer call(AwsCredentials caller, SdkHttpMethod method, String path, String body, Map<String, String> headers) {
        SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder()
                .method(method)
                .uri(URI.create(facts.get("apiUrl").asText() + path))
                .putHeader("Content-Type", "application/json");
        headers.forEach(unsigned::putHeader);
        ContentStreamProvider payload = ContentStreamProvider.fromUtf8String(body);
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(r -> r.identity(caller)
                        .request(unsigned.build())
                        .payload(payload)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                        .putProperty(
                                AwsV4HttpSigner.REGION_NAME, facts.get("region").asText()));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(signed.request().getUri()).timeout(PATIENCE);
        signed.request().forEachHeader((name, values) -> {
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return send(request.method(method.name(), HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Calls the application's API as anybody on the internet could. */
    Answer callUnsigned(String path) {
        return send(HttpRequest.newBuilder(URI.create(facts.get("apiUrl").asText() + path))
                .build());
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code ./egress-audit} with the credentials and endpoints of this stack. */
    Output audit(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("egress-audit"));
        command.addAll(arguments);
        return run(
                command,
                Map.of(
                        "AWS_ENDPOINT_URL",
                        facts.at("/endpoints/aws").asText(),
                        "AWS_REGION",
                        facts.get("region").asText(),
                        "AWS_ACCESS_KEY_ID",
                        ROOT.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY",
                        ROOT.secretAccessKey()));
    }

    /** Runs a command of the project, after set-up. */
    static Output run(List<String> command) {
        return run(command, Map.of());
    }

    private static Output run(List<String> command, Map<String, String> environment) {
        List<String> absolute = new ArrayList<>(command);
        Path program = Project.file(command.getFirst());
        absolute.set(0, program.toString());
        ProcessBuilder builder = new ProcessBuilder(absolute)
                .directory(Project.directory().toFile())
                .redirectErrorStream(true);
        builder.environment().put("SANDBOX_READY", "1");
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void awaitEnd(ProcessHandle process) {
        Awaitility.await("process " + process.pid() + " ends with the stack")
                .atMost(GRACE)
                .until(() -> !process.isAlive());
    }

    @Override
    public void close() {
        run(List.of("sandbox/stack", "down", "--id", id));
        processes().forEach(pid -> ProcessHandle.of(pid).ifPresent(LocalStack::awaitEnd));
    }
}
