package hyperpod.rig.sweep;

import com.fasterxml.jackson.databind.DeserializationFeature;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.FunctionHandler;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantFileSystems;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * Provider of the custom resource that CloudFormation deletes first. A deletion that fails is one of the stack that did
 * not begin. Creation and update of the stack are never refused.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources-lambda.html">Lambda-backed
 *     custom resources</a>
 */
public final class DeletionGuardHandler extends FunctionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DeletionGuardHandler.class);

    private final Supplier<DeletionGuard> guard;

    /** As Lambda makes it. */
    public DeletionGuardHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds nothing yet: that there is a guard must not fail for what only its question needs. */
    public DeletionGuardHandler(FunctionEnvironment environment) {
        this(() -> guard(environment));
    }

    DeletionGuardHandler(Supplier<DeletionGuard> guard) {
        this.guard = guard;
    }

    private static DeletionGuard guard(FunctionEnvironment environment) {
        String application = environment.application();
        SfnClient stepFunctions = environment.client(SfnClient.builder());
        return new DeletionGuard(
                application,
                new RunningExecutions(stepFunctions, environment.required("PROVISION_STATE_MACHINE_ARN")),
                new RunningExecutions(stepFunctions, environment.required("ROLLBACK_STATE_MACHINE_ARN")),
                Ledger.of(environment),
                new TaggedResources(environment.client(ResourceGroupsTaggingApiClient.builder()), application),
                new MeantClusters(environment.client(SageMakerClient.builder()), application),
                new MeantFileSystems(environment.client(FSxClient.builder()), application));
    }

    @Override
    protected CustomResourceAnswer answer(InputStream input) throws IOException {
        CustomResourceEvent event = Json.MAPPER
                .readerFor(CustomResourceEvent.class)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .readValue(input);
        CustomResourceAnswer answer = answer(event);
        LOG.info(
                "{} of the guard: {} {}",
                event.requestType(),
                answer.status(),
                answer.reason().orElse(""));
        answer.send(event.responseUrl());
        return answer;
    }

    private CustomResourceAnswer answer(CustomResourceEvent event) {
        String id =
                "deletion-guard-" + event.stackId().substring(event.stackId().lastIndexOf('/') + 1);
        // CloudFormation also deletes one whose creation failed, under another id. That the stack takes back its own
        // creation is no
        // reason to look at what an earlier stack of the name left.
        boolean guards = event.requestType().equals("Delete")
                && event.physicalResourceId().filter(id::equals).isPresent();
        return (guards ? objection() : Optional.<String>empty())
                .map(objection -> CustomResourceAnswer.failure(event, id, objection))
                .orElseGet(() -> CustomResourceAnswer.success(
                        event, event.physicalResourceId().orElse(id)));
    }

    private Optional<String> objection() {
        try {
            return guard.get().objection();
        } catch (RuntimeException e) {
            LOG.error("what runs and stands is not known", e);
            return Optional.of(
                    "Whether executions run or clusters stand could not be found out, and nothing was deleted: "
                            + e.getMessage() + ". Remedy that, and delete the stack again.");
        }
    }
}
