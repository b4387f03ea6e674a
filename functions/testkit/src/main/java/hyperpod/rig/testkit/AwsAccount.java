package hyperpod.rig.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.CallPolicy;
import hyperpod.rig.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * An empty AWS account in memory, for tests: the SDK's own clients talk to it over HTTP, so that requests, answers,
 * errors and pages are what AWS's would be. A test fills it, says what goes wrong, and asks what was called. Nothing in
 * it changes by itself: a cluster that is Creating stays so until the test says otherwise.
 *
 * <p>In a JUnit test: {@code @RegisterExtension final AwsAccount account = new AwsAccount();}
 */
public final class AwsAccount implements AfterEachCallback, AutoCloseable {

    /** The account's id. */
    public static final String ID = "111122223333";

    /** The Region of all clients and resources. */
    public static final String REGION = "us-east-1";

    /** The time at which the account stands still. */
    public static final Instant NOW = Instant.parse("2026-07-11T10:30:00Z");

    /** The state machine that provisions. */
    public static final String PROVISION = arn("states", "stateMachine:app-provision");

    /** The state machine that takes back. */
    public static final String ROLLBACK = arn("states", "stateMachine:app-rollback");

    /** The table of the ledger, with its index. */
    public static final String LEDGER_TABLE = "app-ledger";

    /**
     * What a test adds was created so long ago, if it does not say otherwise: shortly after executions that it adds
     * began.
     */
    static final long YOUNG_SECONDS = 3_500;

    private static final int ALWAYS = Integer.MAX_VALUE;

    private final Pages pages = new Pages();
    private final HyperPod sageMaker;
    private final FsxForLustre fsx;
    private final StepFunctions stepFunctions;
    private final EventBridge eventBridge = new EventBridge();
    private final Eks eks = new Eks(pages);
    private final Iam iam = new Iam(pages);
    private final Ec2 ec2 = new Ec2(pages);
    private final S3 s3;
    private final CloudWatch cloudWatch = new CloudWatch();
    private final ServiceQuotas serviceQuotas = new ServiceQuotas(pages);
    private final DynamoDb dynamoDb = new DynamoDb();
    private final ResourceGroupsTagging tagging;

    private final ServiceCalls calls;

    /** By the service's name in signatures. */
    private Map<String, ServiceCalls.Served> services() {
        return Map.ofEntries(
                Map.entry(
                        "sagemaker",
                        new ServiceCalls.Served(new JsonProtocol("1.1", "SageMaker", "message"), sageMaker)),
                Map.entry(
                        "fsx",
                        new ServiceCalls.Served(
                                new JsonProtocol("1.1", "AWSSimbaAPIService_v20180301", "Message"), fsx)),
                Map.entry(
                        "states",
                        new ServiceCalls.Served(new JsonProtocol("1.0", "AWSStepFunctions", "message"), stepFunctions)),
                Map.entry(
                        "dynamodb",
                        new ServiceCalls.Served(new JsonProtocol("1.0", "DynamoDB_20120810", "message"), dynamoDb)),
                Map.entry(
                        "events",
                        new ServiceCalls.Served(new JsonProtocol("1.1", "AWSEvents", "message"), eventBridge)),
                Map.entry("eks", new ServiceCalls.Served(new RestJsonProtocol(), eks)),
                Map.entry(
                        "iam",
                        new ServiceCalls.Served(query("iam", "https://iam.amazonaws.com/doc/2010-05-08/", false), iam)),
                Map.entry(
                        "ec2",
                        new ServiceCalls.Served(query("ec2", "http://ec2.amazonaws.com/doc/2016-11-15/", true), ec2)),
                Map.entry("s3", new ServiceCalls.Served(new RestXmlProtocol(), s3)),
                Map.entry(
                        "monitoring",
                        new ServiceCalls.Served(
                                query("cloudwatch", "http://monitoring.amazonaws.com/doc/2010-08-01/", false),
                                cloudWatch)),
                Map.entry(
                        "servicequotas",
                        new ServiceCalls.Served(
                                new JsonProtocol("1.1", "ServiceQuotasV20190624", "Message"), serviceQuotas)),
                Map.entry(
                        "tagging",
                        new ServiceCalls.Served(
                                new JsonProtocol("1.1", "ResourceGroupsTaggingAPI_20170126", "Message"), tagging)),
                Map.entry(
                        "route53resolver",
                        new ServiceCalls.Served(
                                new JsonProtocol("1.1", "Route53Resolver", "Message"),
                                new Route53Resolver(ec2, pages))),
                Map.entry(
                        "route53profiles",
                        new ServiceCalls.Served(new RestJsonProtocol(), new Route53Resolver(ec2, pages))),
                Map.entry("vpc-lattice", new ServiceCalls.Served(new RestJsonProtocol(), new VpcLattice(ec2, pages))));
    }

    private static QueryProtocol query(String service, String namespace, boolean ec2) {
        return new QueryProtocol("software.amazon.awssdk.services." + service + ".model", namespace, ec2);
    }

    private Optional<Endpoint> endpoint = Optional.empty();

    /** Where time stands still. */
    public AwsAccount() {
        this(InstantSource.fixed(NOW));
    }

    /** With this time in what calls make. */
    public AwsAccount(InstantSource clock) {
        sageMaker = new HyperPod(pages, clock);
        fsx = new FsxForLustre(pages, clock);
        stepFunctions = new StepFunctions(pages, clock);
        s3 = new S3(clock);
        tagging = new ResourceGroupsTagging(sageMaker::everyCluster, fsx::everyFileSystem, pages);
        calls = new ServiceCalls(services());
    }

    /** An ARN of this account and Region. */
    public static String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + REGION + ":" + ID + ":" + resource;
    }

    /** The ARN of the execution of {@link #PROVISION} with this name. */
    public static String execution(String name) {
        return arn("states", "execution:app-provision:" + name);
    }

    /**
     * The client of a service, built as the functions build theirs.
     *
     * @param <B> the client's builder
     * @param <C> the client
     */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return client(builder, CallPolicy.SHORT_ATTEMPTS);
    }

    /**
     * The client of a service, built as the functions that create build theirs.
     *
     * @param <B> the client's builder
     * @param <C> the client
     */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C creatingClient(B builder) {
        return client(builder, CallPolicy.ONE_LONG_ATTEMPT);
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder, CallPolicy policy) {
        return AwsClients.build(
                builder.region(Region.of(REGION))
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                        .endpointOverride(endpoint().uri()),
                policy);
    }

    private synchronized Endpoint endpoint() {
        if (endpoint.isEmpty()) {
            endpoint = Optional.of(new Endpoint(calls::answer));
        }
        return endpoint.get();
    }

    /** Carries calls to the account without sockets, on the caller's thread. */
    public SdkHttpClient http() {
        return new DirectHttpClient(calls::answer);
    }

    /**
     * Has somebody else answer the calls of a service.
     *
     * @param service its name in signatures, {@code states}
     */
    public AwsAccount served(String service, Service by) {
        calls.serve(service, by);
        return this;
    }

    /** Lets each call go as this says, unless the test has said otherwise: as usual if it says nothing. */
    public AwsAccount fate(Function<Call, Optional<Fault>> decides) {
        calls.fate(decides);
        return this;
    }

    /**
     * What a service answers to parameters such as {@link Call#body} has them; nothing of it is noted or goes wrong.
     */
    public JsonNode ask(String service, String operation, JsonNode request) {
        return calls.ask(service, operation, request);
    }

    /** One more HyperPod cluster. */
    public HyperPodCluster cluster(String name) {
        return sageMaker.add(name);
    }

    /** The HyperPod cluster of this name, to change. */
    public HyperPodCluster clusterNamed(String name) {
        return sageMaker.cluster(name);
    }

    /** One more training plan. */
    public TrainingPlan trainingPlan(String name) {
        return sageMaker.addPlan(name);
    }

    /** Another value of a quota of SageMaker. */
    public AwsAccount quota(String code, double value) {
        serviceQuotas.set(code, value);
        return this;
    }

    /** One more quota of SageMaker in the list of all. */
    public AwsAccount listedQuota(String name, String code, double value) {
        serviceQuotas.list(name, code, value);
        return this;
    }

    /** One more FSx for Lustre file system. */
    public LustreFileSystem fileSystem(String id) {
        return fsx.add(id);
    }

    /** One more link of a file system to a place in S3. */
    public LustreLink link(String fileSystemId, String dataRepositoryPath) {
        return fsx.link(fileSystemId, dataRepositoryPath);
    }

    /** One more execution of {@link #PROVISION}. */
    public StateMachineExecution provision(String name) {
        return stepFunctions.add(PROVISION, name);
    }

    /** One more execution of {@link #ROLLBACK}. */
    public StateMachineExecution rollback(String name) {
        return stepFunctions.add(ROLLBACK, name);
    }

    /** All executions, those that calls started included. */
    public List<StateMachineExecution> executions() {
        return stepFunctions.executions();
    }

    /** One more EKS cluster. */
    public EksCluster eksCluster(String name, String vpcId) {
        return eks.add(name, vpcId);
    }

    /** One more IAM role. */
    public IamRole role(String arn) {
        return iam.add(arn);
    }

    /** One more bucket. */
    public AwsAccount bucket(String name) {
        s3.add(name);
        return this;
    }

    /** One more bucket, in another Region or account, or with a policy that lets nobody in. */
    public AwsAccount bucket(String name, String region, String owner, boolean closed) {
        s3.add(name, region, owner, closed);
        return this;
    }

    /** Puts an object into a bucket. */
    public AwsAccount object(String bucket, String key, String content) {
        return object(bucket, key, content, NOW);
    }

    /** Puts a version of an object into a bucket at another time. */
    public AwsAccount object(String bucket, String key, String content, Instant at) {
        s3.put(bucket, key, content.getBytes(StandardCharsets.UTF_8), at);
        return this;
    }

    /** The contents of a bucket by key, as text. */
    public Map<String, String> objects(String bucket) {
        Map<String, String> texts = new LinkedHashMap<>();
        s3.objects(bucket).forEach((key, object) -> texts.put(key, new String(bytes(object), StandardCharsets.UTF_8)));
        return texts;
    }

    /** One more value of a metric, so long before {@link #NOW}. */
    public AwsAccount metric(
            String namespace, String name, Map<String, String> dimensions, Duration before, double value) {
        cloudWatch.put(namespace, name, dimensions, NOW.minus(before), value);
        return this;
    }

    /**
     * Adds the network resources of a document such as {@code aws ec2 describe-...} prints, {@code {"Subnets": [...],
     * ...}}; those of Route 53 Resolver and VPC Lattice are beside EC2's.
     */
    public AwsAccount network(String document) {
        ec2.add(json(document));
        return this;
    }

    /** Adds a VPC from which nothing leads out. */
    public IsolatedVpc isolatedVpc() {
        return new IsolatedVpc(ec2);
    }

    /** Removes the EC2 resource whose member has this value, {@code removed("Subnets", "SubnetId", "subnet-1")}. */
    public AwsAccount removed(String key, String member, String value) {
        for (int i = ec2.list(key).size() - 1; i >= 0; i--) {
            if (ec2.list(key).get(i).path(member).asText().equals(value)) {
                ec2.list(key).remove(i);
            }
        }
        return this;
    }

    /** Makes every page of every list no longer than this. */
    public AwsAccount pagesOf(int items) {
        pages.limit(items);
        return this;
    }

    /** Lists what calls create only from the n-th look on, as lists may lag behind; asked for by name it is there. */
    public AwsAccount listsLag(int look) {
        pages.lag(look);
        return this;
    }

    /** Refuses an operation ({@code DeleteCluster}, or {@code eks:DescribeCluster}) from now on. */
    public AwsAccount fails(String operation, String code, int status) {
        return fails(operation, code, status, "refused by the test");
    }

    /** Refuses an operation from now on, in these words. */
    public AwsAccount fails(String operation, String code, int status, String message) {
        calls.faults().plan(operation, new Fault.Refused(code, status, message), ALWAYS);
        return this;
    }

    /** Throttles the next calls of an operation, in the service's own words. */
    public AwsAccount throttles(String operation, int times) {
        calls.faults().plan(operation, new Fault.Throttled(), times);
        return this;
    }

    /** Answers an operation from now on with a success of this body, which may be empty. */
    public AwsAccount answers(String operation, String body) {
        calls.faults().plan(operation, new Fault.Answered(body), ALWAYS);
        return this;
    }

    /** Does what the next calls of an operation ask for, and breaks the connection instead of answering. */
    public AwsAccount losesAnswer(String operation, int times) {
        calls.faults().plan(operation, new Fault.Lost(), times);
        return this;
    }

    /** Answers an operation as usual again. */
    public AwsAccount recovers(String operation) {
        calls.faults().forget(operation);
        return this;
    }

    /** Takes no event any more, although PutEvents succeeds. */
    public AwsAccount takesNoEvents(String errorCode) {
        eventBridge.refuse(errorCode);
        return this;
    }

    /** Every call in order, refused and repeated ones included. */
    public List<Call> calls() {
        return calls.made();
    }

    /** How often each operation was called, refused and repeated calls included: {@code fsx:DescribeFileSystems}. */
    public SortedMap<String, Long> callCounts() {
        return calls.made().stream()
                .collect(Collectors.groupingBy(
                        call -> call.service() + ":" + call.operation(), TreeMap::new, Collectors.counting()));
    }

    /** The parameters of the calls of an operation. */
    public List<JsonNode> calls(String operation) {
        return calls.made().stream()
                .filter(call -> call.is(operation))
                .map(Call::body)
                .toList();
    }

    /** The events that were published. */
    public List<PublishedEvent> events() {
        return eventBridge.events();
    }

    private static byte[] bytes(ObjectNode object) {
        try {
            return object.get("Body").binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + text, e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        endpoint.ifPresent(Endpoint::close);
    }
}
