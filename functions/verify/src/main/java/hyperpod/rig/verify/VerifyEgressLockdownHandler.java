package hyperpod.rig.verify;

import hyperpod.rig.core.EgressNotLockedException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.NetworkClients;
import hyperpod.rig.network.NetworkCollector;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.resources.BucketOwner;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * States VerifyNetworkBeforeSpending and VerifyEgressLockdown: the same analysis of the network as EC2 describes it
 * now, once before anything costs money and once of what exists, when the nodes are there.
 */
public final class VerifyEgressLockdownHandler
        extends StateHandler<VerifyEgressLockdownHandler.Input, EgressVerificationResult> {

    private final EgressVerifier verifier;

    /** As Lambda makes it. */
    public VerifyEgressLockdownHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the client that reads the network at init; the others come when there is a cluster, or evidence. */
    public VerifyEgressLockdownHandler(FunctionEnvironment environment) {
        super(Input.class);
        Once<S3Client> s3 = new Once<>(() -> environment.client(S3Client.builder()));
        verifier = new EgressVerifier(
                new LiveEgressAudit(
                        new NetworkCollector(NetworkClients.of(environment), environment.clock()),
                        environment.required("EGRESS_POLICY_MODE")),
                new Once<>(() -> environment.client(SageMakerClient.builder())),
                new BucketOwner(s3),
                new EvidenceStore(s3, environment.required("EVIDENCE_BUCKET")),
                environment.clock());
    }

    VerifyEgressLockdownHandler(EgressVerifier verifier) {
        super(Input.class);
        this.verifier = verifier;
    }

    /**
     * The state's input.
     *
     * @param clusterArn the cluster that was created; absent before that
     * @param egressPolicyCeiling as ValidateRequest gave it; if absent nothing beyond the default mode may be asked for
     */
    public record Input(
            Execution execution,
            ProvisionRequest request,
            Moment moment,
            Optional<String> clusterArn,
            Optional<EgressPolicyCeiling> egressPolicyCeiling)
            implements ExecutionScoped {}

    @Override
    protected EgressVerificationResult handle(Input input) {
        EgressPolicyCeiling ceiling = input.egressPolicyCeiling().orElse(EgressPolicyCeiling.CLOSED);
        EgressVerificationResult verified = switch (input.moment()) {
            case BEFORE_SPENDING -> verifier.verifyRequest(input.execution(), input.request(), ceiling);
            case AFTER_CREATION ->
                verifier.verifyCluster(
                        input.execution(),
                        input.request(),
                        input.clusterArn()
                                .orElseThrow(() -> new InvalidRequestException(
                                        "clusterArn is missing: the state gives no cluster to verify")),
                        ceiling);
        };
        MetricsFactory.getMetricsInstance().addMetric("Egress" + verified.verdict(), 1, MetricUnit.COUNT);
        if (!verified.policyHolds()) {
            throw new EgressNotLockedException(verified.refusal());
        }
        return verified;
    }
}
