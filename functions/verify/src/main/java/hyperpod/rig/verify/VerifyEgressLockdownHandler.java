package hyperpod.rig.verify;

import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Configuration;
import hyperpod.rig.core.EgressNotLockedException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.StateHandler;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * States VerifyNetworkBeforeSpending and VerifyEgressLockdown: the same analysis of the network as EC2 describes it now, once
 * before anything costs money and once when the nodes are there.
 */
public final class VerifyEgressLockdownHandler extends StateHandler<VerifyEgressLockdownHandler.Input, EgressVerification> {

    private final EgressLockdown lockdown;

    /** Builds the client once, at init. */
    public VerifyEgressLockdownHandler() {
        super(Input.class);
        Ec2Client ec2 = AwsClients.build(Ec2Client.builder());
        lockdown = new EgressLockdown(new NetworkCollector(ec2), Configuration.required("EGRESS_POLICY_MODE"));
    }

    /** The state's input. */
    public record Input(Execution execution, ProvisionRequest request, Moment moment) implements ExecutionScoped {}

    /** When the network is looked at. */
    public enum Moment {
        /** Nothing has been created yet. */
        BEFORE_SPENDING,
        /** Nodes and file systems have their network interfaces. */
        AFTER_CREATION
    }

    @Override
    protected EgressVerification handle(Input input) {
        EgressVerification verification = lockdown.verify(input.request(), input.moment());
        MetricsFactory.getMetricsInstance().addMetric("Egress" + verification.verdict(), 1, MetricUnit.COUNT);
        if (!verification.policyHolds()) {
            throw new EgressNotLockedException(verification.refusal());
        }
        return verification;
    }
}
