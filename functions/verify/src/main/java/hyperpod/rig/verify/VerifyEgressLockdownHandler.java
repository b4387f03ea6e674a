package hyperpod.rig.verify;

import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Configuration;
import hyperpod.rig.core.EgressNotLockedException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.NetworkCollector;
import hyperpod.rig.network.evidence.EvidenceStore;
import java.time.Clock;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * States VerifyNetworkBeforeSpending and VerifyEgressLockdown: the same analysis of the network as EC2 describes it
 * now, once before anything costs money and once when the nodes are there.
 */
public final class VerifyEgressLockdownHandler
        extends StateHandler<VerifyEgressLockdownHandler.Input, EgressVerificationResult> {

    private final EgressVerifier verifier;

    /** Builds the client that reads the network at init; the one that stores evidence comes when there is some. */
    public VerifyEgressLockdownHandler() {
        super(Input.class);
        verifier = new EgressVerifier(
                new LiveEgressAudit(
                        new NetworkCollector(AwsClients.ofFunction(Ec2Client.builder())),
                        Configuration.required("EGRESS_POLICY_MODE")),
                new EvidenceStore(
                        new Once<>(() -> AwsClients.ofFunction(S3Client.builder())),
                        Configuration.required("EVIDENCE_BUCKET")),
                Clock.systemUTC());
    }

    VerifyEgressLockdownHandler(EgressVerifier verifier) {
        super(Input.class);
        this.verifier = verifier;
    }

    /**
     * The state's input.
     *
     * @param egressPolicyCeiling as ValidateRequest gave it; if absent nothing beyond the default mode may be asked for
     */
    public record Input(
            Execution execution,
            ProvisionRequest request,
            Moment moment,
            Optional<EgressPolicyCeiling> egressPolicyCeiling)
            implements ExecutionScoped {}

    @Override
    protected EgressVerificationResult handle(Input input) {
        EgressVerificationResult verified = verifier.verify(
                input.execution(),
                input.request(),
                input.moment(),
                input.egressPolicyCeiling().orElse(EgressPolicyCeiling.CLOSED));
        MetricsFactory.getMetricsInstance().addMetric("Egress" + verified.verdict(), 1, MetricUnit.COUNT);
        if (!verified.policyHolds()) {
            throw new EgressNotLockedException(verified.refusal());
        }
        return verified;
    }
}
