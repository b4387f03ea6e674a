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
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The application as it is deployed, made once a process: its handlers with their clients are dear to make. They see
 * the time and the account of the world that was entered last.
 */
public final class Application {

    private final Deployment deployment;
    private final Definition provision;
    private final Definition rollback;
    private final ServiceModels models;
    private final Map<String, RequestStreamHandler> handlers = new LinkedHashMap<>();
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
        deployment = new Deployment(
                project,
                Map.of(
                        "SweepStartsRollback", "true",
                        "ExecutionRoleResource", "role/nova-*",
                        "LinkedBucketArns", "arn:aws:s3:::nova-rig-training-data",
                        "PollSeconds", "60"));
        provision = deployment.provision(
                asl -> planted.map(bug -> bug.definition(asl)).orElse(asl));
        rollback = deployment.rollback(
                asl -> planted.map(bug -> bug.definition(asl)).orElse(asl));
        this.models = new ServiceModels(models);
        Map<String, String> variables =
                deployment.functions().get("ValidateRequest").variables();
        ledger = new Ledger(environment(variables).client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, clock());
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

    RequestStreamHandler handler(String function) {
        return handlers.computeIfAbsent(function, name -> made(function(name)));
    }

    Deployment.Function function(String name) {
        return deployment.functions().get(name);
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
}
