package hyperpod.rig.sandbox.simulator.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.authorization.Authorization;
import hyperpod.rig.sandbox.simulator.authorization.CallPermissions;
import hyperpod.rig.sandbox.simulator.authorization.HyperPodPermissions;
import hyperpod.rig.sandbox.simulator.authorization.LustrePermissions;
import hyperpod.rig.sandbox.simulator.authorization.TaggingPermissions;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.Agenda;
import hyperpod.rig.sandbox.simulator.control.ControlPlane;
import hyperpod.rig.sandbox.simulator.control.Pace;
import hyperpod.rig.sandbox.simulator.control.Tags;
import hyperpod.rig.sandbox.simulator.hyperpod.HyperPod;
import hyperpod.rig.sandbox.simulator.lustre.FsxForLustre;
import hyperpod.rig.sandbox.simulator.model.ServiceModel;
import hyperpod.rig.sandbox.simulator.model.ServiceModels;
import hyperpod.rig.sandbox.simulator.scenario.InvalidScenarioException;
import hyperpod.rig.sandbox.simulator.scenario.Lag;
import hyperpod.rig.sandbox.simulator.scenario.Scenario;
import hyperpod.rig.sandbox.simulator.scenario.Scenarios;
import hyperpod.rig.sandbox.simulator.services.OtherServices;
import hyperpod.rig.sandbox.simulator.tagging.ResourceGroupsTagging;
import hyperpod.rig.sandbox.simulator.tagging.TagIndex;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The control planes of one account in every Region that is asked for, their common time and scenarios. Everything
 * happens under one lock, so that each call sees and leaves a consistent world.
 */
public final class Simulator {

    private static final int MOST_PROBLEMS = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Scenarios scenarios = new Scenarios();
    private final Map<String, List<ServiceEndpoint>> regions = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Time time;
    private final ServiceModels models;
    private final String accountId;
    private final Function<String, OtherServices> services;
    private final Map<RequestRates.Kind, RequestRates.Rate> rates;
    private final Authorization authorization;
    private final Pace clusterPace;
    private final Pace fileSystemPace;
    private final Duration goneListed;
    private final List<TagIndex> indices = new ArrayList<>();
    private int strangers;

    /** How time passes, and where identifiers come from. */
    private record Time(InstantSource clock, Agenda agenda, RandomGenerator random) {}

    private Simulator(
            Time time,
            ServiceModels models,
            String accountId,
            String homeRegion,
            Function<String, OtherServices> services,
            double timeScale,
            Map<RequestRates.Kind, RequestRates.Rate> rates,
            Authorization authorization) {
        this.time = time;
        this.models = models;
        this.accountId = accountId;
        this.services = services;
        this.rates = Map.copyOf(rates);
        this.authorization = authorization;
        this.clusterPace = Pace.defaults("cluster", timeScale);
        this.fileSystemPace = Pace.defaults("fileSystem", timeScale);
        this.goneListed = Pace.defaults("tagIndex", timeScale).of("goneListed");
        endpoints(homeRegion);
    }

    /**
     * An account without resources.
     *
     * @param models where botocore's service models are, see {@link ServiceModel#load}
     * @param accountId twelve digits
     * @param homeRegion the Region whose control planes exist from the start
     * @param services the account's other services in a Region
     * @param timeScale what a second of the real services takes here, in seconds
     * @param rates how much each operation may be called, by its kind
     * @param authorization who may call what
     * @throws IllegalArgumentException if the models are not there
     */
    public Simulator(
            Path models,
            String accountId,
            String homeRegion,
            Function<String, OtherServices> services,
            double timeScale,
            Map<RequestRates.Kind, RequestRates.Rate> rates,
            Authorization authorization) {
        this(
                new Time(Clock.systemUTC(), Agenda.ofThreads(), new SecureRandom()),
                new ServiceModels(models),
                accountId,
                homeRegion,
                services,
                timeScale,
                rates,
                authorization);
    }

    /**
     * An account without resources in virtual time, whose callers' threads do everything: the same calls at the same
     * times get the same answers. Nothing is throttled, and everybody may do everything.
     *
     * @param clock never goes back
     * @param random where identifiers come from
     * @throws IllegalArgumentException if the models are not there
     */
    public static Simulator inVirtualTime(
            InstantSource clock,
            RandomGenerator random,
            ServiceModels models,
            String accountId,
            String region,
            OtherServices services,
            double timeScale) {
        return new Simulator(
                new Time(clock, Agenda.inTurn(), random),
                models,
                accountId,
                region,
                any -> services,
                timeScale,
                RequestRates.UNLIMITED,
                Authorization.OF_EVERYBODY);
    }

    /** The services of a Region. Callers hold the lock. */
    List<ServiceEndpoint> endpoints(String region) {
        return regions.computeIfAbsent(region, this::open);
    }

    private List<ServiceEndpoint> open(String region) {
        Account account = new Account(accountId, region, time.random());
        OtherServices others = services.apply(region);
        FsxForLustre fsx = new FsxForLustre(account, time.agenda(), others, scenarios, fileSystemPace);
        ControlPlane clusters = new HyperPod(account, time.agenda(), others, fsx, scenarios, clusterPace);
        TagIndex index = new TagIndex(() -> tags(clusters, fsx), scenarios::lagOfTagIndex, goneListed);
        indices.add(index);
        return List.of(
                endpoint(clusters, new HyperPodPermissions(account, clusters)),
                endpoint(fsx, new LustrePermissions(account, fsx)),
                endpoint(new ResourceGroupsTagging(index), new TaggingPermissions()));
    }

    private static Map<String, Tags> tags(ControlPlane... planes) {
        Map<String, Tags> all = new LinkedHashMap<>();
        Stream.of(planes).forEach(plane -> all.putAll(plane.tags()));
        return all;
    }

    private ServiceEndpoint endpoint(ControlPlane plane, CallPermissions permissions) {
        return new ServiceEndpoint(
                plane,
                models.of(plane.model()),
                permissions,
                authorization,
                scenarios,
                new RequestRates(rates),
                this::note);
    }

    /** Does something under the lock, with everything done before that is due. */
    <T> T now(Supplier<T> action) {
        lock.lock();
        try {
            time.agenda().runDue(time.clock().instant());
            return action.get();
        } finally {
            indices.forEach(index -> index.note(time.clock().instant()));
            lock.unlock();
        }
    }

    InstantSource clock() {
        return time.clock();
    }

    /** When something happens next although nobody asks. */
    public Optional<Instant> nextDue() {
        return now(time.agenda()::nextDue);
    }

    /**
     * Answers a call without HTTP.
     *
     * @param service the service's name in signatures: {@code sagemaker} or {@code fsx}
     * @param accessKeyId of the caller
     */
    public Answer call(String region, String service, String operation, JsonNode request, String accessKeyId) {
        return now(() -> endpoints(region).stream()
                .filter(endpoint -> endpoint.model().signingName().equals(service))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service is called " + service))
                .answer(operation, request, accessKeyId, time.clock().instant()));
    }

    /** Does what is due although nobody asks: network interfaces come and go on time. */
    public void tick() {
        now(() -> true);
    }

    /**
     * Binds the {@code controlPlane} part of a scenario file to subnets.
     *
     * @throws InvalidScenarioException if anything in it is unknown or of the wrong type
     */
    public void bind(Set<String> subnets, JsonNode scenario) {
        Scenario read = read(scenario);
        now(() -> {
            scenarios.bind(subnets, read);
            return true;
        });
    }

    /**
     * Says how late changes are seen wherever no scenario says it, by the {@code lag} part of a scenario.
     *
     * @throws InvalidScenarioException if anything in it is unknown or of the wrong type
     */
    public void lag(JsonNode lag) {
        Lag read = Lag.read(lag);
        now(() -> {
            scenarios.lag(read);
            return true;
        });
    }

    /** Adds so many clusters and file systems of somebody else to the home Region, which stand since now. */
    public void addStrangers(int clusters, int fileSystems) {
        now(() -> {
            Instant since = time.clock().instant();
            for (ServiceEndpoint service : regions.values().iterator().next()) {
                switch (service.plane()) {
                    case HyperPod hyperPod ->
                        IntStream.range(0, clusters).forEach(i -> hyperPod.addStranger(strangers + i, since));
                    case FsxForLustre fsx ->
                        IntStream.range(0, fileSystems).forEach(i -> fsx.addStranger(strangers + i, since));
                    default -> {}
                }
            }
            strangers += Math.max(clusters, fileSystems);
            return true;
        });
    }

    private Scenario read(JsonNode scenario) {
        Set<String> operations = new LinkedHashSet<>();
        regions.values()
                .iterator()
                .next()
                .forEach(endpoint -> operations.addAll(endpoint.plane().operations()));
        return Scenario.read(scenario, operations, clusterPace.names(), fileSystemPace.names());
    }

    /**
     * Adds training plans, each to the Region of its ARN. Callers hold the lock.
     *
     * @return what is wrong with the first that is not of DescribeTrainingPlan's form; none is added then
     */
    Optional<String> putTrainingPlans(List<JsonNode> plans) {
        for (JsonNode plan : plans) {
            List<String> wrong = plan.isObject()
                    ? hyperPod(region(plan)).conformance().problems("DescribeTrainingPlan", (ObjectNode) plan)
                    : List.of("a training plan must be an object");
            if (!wrong.isEmpty()) {
                return Optional.of(wrong.getFirst());
            }
        }
        plans.forEach(plan -> ((HyperPod) hyperPod(region(plan)).plane()).put((ObjectNode) plan));
        return Optional.empty();
    }

    private static String region(JsonNode plan) {
        String[] arn = plan.path("TrainingPlanArn").asText().split(":", -1);
        return arn.length > 3 ? arn[3] : "";
    }

    private ServiceEndpoint hyperPod(String region) {
        return endpoints(
                        regions.containsKey(region)
                                ? region
                                : regions.keySet().iterator().next())
                .stream()
                .filter(endpoint -> endpoint.plane() instanceof HyperPod)
                .findFirst()
                .orElseThrow();
    }

    /** Frees subnets from their scenarios. */
    public void unbind(Set<String> subnets) {
        now(() -> {
            scenarios.unbind(subnets);
            return true;
        });
    }

    /**
     * Everything that exists, by kind, how often each operation was called and how many calls exceeded their rate, and
     * what the simulator did wrong.
     */
    public JsonNode state() {
        return now(this::described);
    }

    private JsonNode described() {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        ArrayNode clusters = state.putArray("clusters");
        ArrayNode fileSystems = state.putArray("fileSystems");
        ArrayNode environments = state.putArray("environmentFileSystems");
        for (List<ServiceEndpoint> services : regions.values()) {
            for (ServiceEndpoint service : services) {
                ArrayNode kind = service.plane() instanceof HyperPod ? clusters : fileSystems;
                service.plane().state().forEach(kind::add);
                if (service.plane() instanceof HyperPod hyperPod) {
                    hyperPod.environmentFileSystems().forEach(environments::add);
                }
            }
        }
        ArrayNode bound = state.putArray("boundSubnets");
        scenarios.all().keySet().forEach(subnets -> subnets.forEach(bound::add));
        state.put(
                "throttledCalls",
                regions.values().stream()
                        .flatMap(List::stream)
                        .mapToInt(ServiceEndpoint::throttled)
                        .sum());
        ObjectNode calls = state.putObject("calls");
        regions.values().stream()
                .flatMap(List::stream)
                .forEach(service -> service.calls().forEach((operation, count) -> {
                    ObjectNode ofService =
                            calls.withObject("/" + service.model().signingName());
                    ofService.put(operation, ofService.path(operation).asLong() + count);
                }));
        ArrayNode wrong = state.putArray("problems");
        problems.forEach(wrong::add);
        return state;
    }

    private void note(String problem) {
        System.err.println("A response does not conform to the service model: " + problem);
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        }
    }
}
