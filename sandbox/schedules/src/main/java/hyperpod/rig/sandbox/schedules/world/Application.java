package hyperpod.rig.sandbox.schedules.world;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.sandbox.schedules.deployment.Deployment;
import hyperpod.rig.sandbox.schedules.planted.PlantedBug;
import hyperpod.rig.sandbox.simulator.model.ServiceModels;
import hyperpod.rig.sandbox.statemachines.definition.Definition;
import hyperpod.rig.testkit.AwsAccount;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The application as it is deployed, made once a process: its handlers with their clients are dear to make. They see
 * the time and the account of the world that was entered last.
 */
public final class Application {

    private static final int POLL_SECONDS = 60;
    private static final int NEXT_POLL_SECONDS = 30;

    private final Deployment deployment;
    /** The same, whose sweep starts no rollback. */
    private final Deployment reporting;

    private final String provisionStopped;
    private final Definition provision;
    private final Definition rollback;
    private final Definition nextProvision;
    private final Definition nextRollback;
    private final ServiceModels models;
    private final Map<Deployment.Function, RequestStreamHandler> handlers = new LinkedHashMap<>();
    private final Ledger ledger;
    private final Optional<PlantedBug> planted;
    private Optional<World> current = Optional.empty();

    /**
     * @param project the project's top level
     * @param models where botocore's service models are
     */
    public Application(Path project, Path models) {
        this(project, models, Optional.empty());
    }

    /**
     * With a mistake made on purpose.
     *
     * @param project the project's top level
     * @param models where botocore's service models are
     */
    public Application(Path project, Path models, Optional<PlantedBug> planted) {
        this.planted = planted;
        deployment = new Deployment(project, parameters(POLL_SECONDS, true));
        reporting = new Deployment(project, parameters(POLL_SECONDS, false));
        Deployment next = new Deployment(project, parameters(NEXT_POLL_SECONDS, true));
        UnaryOperator<String> change =
                asl -> planted.map(bug -> bug.definition(asl)).orElse(asl);
        provisionStopped = deployment.provisionStopped().toString();
        provision = deployment.provision(change);
        rollback = deployment.rollback(change);
        nextProvision = next.provision(change);
        nextRollback = next.rollback(change);
        this.models = new ServiceModels(models);
        Map<String, String> variables =
                deployment.functions().get("ValidateRequest").variables();
        ledger = new Ledger(environment(variables).client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, clock());
    }

    private static Map<String, String> parameters(int pollSeconds, boolean sweepStartsRollback) {
        return Map.of(
                "SweepStartsRollback",
                Boolean.toString(sweepStartsRollback),
                "ExecutionRoleResource",
                "role/nova-*",
                "LinkedBucketArns",
                "arn:aws:s3:::nova-rig-training-data",
                "PollSeconds",
                Integer.toString(pollSeconds));
    }

    private RequestStreamHandler made(Deployment.Function function) {
        try {
            return (RequestStreamHandler) Class.forName(function.handler())
                    .getConstructor(FunctionEnvironment.class)
                    .newInstance(environment(function.variables()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the handler of " + function.name() + " cannot be made", e);
        }
    }

    private FunctionEnvironment environment(Map<String, String> given) {
        Map<String, String> variables = new HashMap<>(given);
        variables.put("AWS_REGION", "us-east-1");
        variables.put("AWS_ACCESS_KEY_ID", "test");
        variables.put("AWS_SECRET_ACCESS_KEY", "test");
        return FunctionEnvironment.simulated(variables, clock(), new CurrentHttp());
    }

    private InstantSource clock() {
        return new InstantSource() {
            @Override
            public Instant instant() {
                return current.map(World::now).orElse(Instant.EPOCH);
            }
        };
    }

    private final class CurrentHttp implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return current.orElseThrow().http().prepareRequest(request);
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    void enter(World world) {
        current = Optional.of(world);
    }

    /** The event pattern of the rule that starts rollback. */
    String provisionStopped() {
        return provisionStopped;
    }

    RequestStreamHandler handler(String function) {
        return handlers.computeIfAbsent(function(function), this::made);
    }

    /** As the world that was entered last has it. */
    Deployment.Function function(String name) {
        boolean startsRollback = current.map(world -> world.schedule().ground().sweepStartsRollback())
                .orElse(true);
        return (startsRollback ? deployment : reporting).functions().get(name);
    }

    ServiceModels models() {
        return models;
    }

    /** The mistake that was made on purpose. */
    Optional<PlantedBug> planted() {
        return planted;
    }

    /** Reads the ledger of the world that was entered last. */
    Ledger ledger() {
        return ledger;
    }

    /** The definition of provision. */
    public Definition provision() {
        return provision;
    }

    /** The definition of rollback. */
    public Definition rollback() {
        return rollback;
    }

    /** The definition of provision that a deployment in between brings: it looks twice as often. */
    Definition nextProvision() {
        return nextProvision;
    }

    /** The definition of rollback that a deployment in between brings. */
    Definition nextRollback() {
        return nextRollback;
    }
}
