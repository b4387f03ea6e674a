package hyperpod.rig.rollback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.resources.ExecutionStandings;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sfn.SfnClient;

/** State LookUpExecution of rollback: whose resources it is to take back, and whether it may. */
public final class LookUpExecutionHandler extends StateHandler<LookUpExecutionHandler.Input, RollbackDecision> {

    private static final Logger LOG = LoggerFactory.getLogger(LookUpExecutionHandler.class);

    private final ExecutionLookUp lookUp;

    /** As Lambda makes it. */
    public LookUpExecutionHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init. */
    public LookUpExecutionHandler(FunctionEnvironment environment) {
        super(Input.class);
        SfnClient stepFunctions = environment.client(SfnClient.builder());
        Ledger ledger = Ledger.of(environment);
        lookUp = new ExecutionLookUp(
                ledger, new ExecutionStandings(ledger, () -> stepFunctions, environment.clock()), environment.clock());
    }

    LookUpExecutionHandler(ExecutionLookUp lookUp) {
        super(Input.class);
        this.lookUp = lookUp;
    }

    /**
     * The state's input.
     *
     * @param execution the rollback itself
     * @param input what it was started with
     * @param executionsOf what the ARNs of the executions of {@code provision} begin with, without the last colon
     * @param inFlightSeconds for so long a call that an execution made may still take effect
     */
    public record Input(Execution execution, Optional<JsonNode> input, String executionsOf, long inFlightSeconds)
            implements ExecutionScoped {}

    @Override
    protected RollbackDecision handle(Input input) {
        RollbackDecision decision = decide(input);
        LOG.info(
                "{} {}: {}",
                decision.decision(),
                decision.execution().map(Execution::arn).orElse("no execution"),
                decision.reason().orElse("what it created is deleted"));
        return decision;
    }

    private RollbackDecision decide(Input input) {
        try {
            return lookUp.decide(
                    RollbackStart.of(input.input().orElse(MissingNode.getInstance()), input.executionsOf()),
                    input.execution().arn(),
                    Duration.ofSeconds(input.inFlightSeconds()));
        } catch (StartRefusedException e) {
            return RollbackDecision.refused(e);
        }
    }
}
