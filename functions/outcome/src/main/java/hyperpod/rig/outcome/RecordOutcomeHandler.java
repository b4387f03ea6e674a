package hyperpod.rig.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.ledger.Ledger;
import java.time.Instant;
import java.util.Optional;

/**
 * States RecordSuccess and RecordFailure: write into the ledger that an execution succeeded, or gave up. From then on
 * it cannot become the other.
 */
public final class RecordOutcomeHandler extends StateHandler<RecordOutcomeHandler.Input, RecordOutcomeHandler.Output> {

    private final Outcome outcome;

    /** As Lambda makes it. */
    public RecordOutcomeHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the client once, at init. */
    public RecordOutcomeHandler(FunctionEnvironment environment) {
        super(Input.class);
        outcome = new Outcome(Ledger.of(environment), environment.clock());
    }

    /**
     * The state's input, with one of both.
     *
     * @param success the result of the execution
     * @param lookedAt when the cluster was seen to run, before the rest was looked at, in milliseconds since 1970;
     *     absent if the execution began before the states said it
     * @param failure what ended it
     */
    public record Input(
            Execution execution, Optional<Result> success, Optional<Long> lookedAt, Optional<Caught> failure)
            implements ExecutionScoped {}

    /**
     * What of the execution's result the ledger keeps.
     *
     * @param clusterArn the cluster, which stands
     * @param fileSystemId the shared file system, if there is one
     * @param egress what VerifyEgressLockdown said of the cluster's network
     */
    public record Result(Optional<String> clusterArn, Optional<String> fileSystemId, Optional<JsonNode> egress) {}

    /**
     * What a state was left with.
     *
     * @param state the name of the state
     * @param error the error's name
     * @param cause as Step Functions gives it
     */
    public record Caught(String state, String error, String cause) {}

    /**
     * The state's result.
     *
     * @param failure what ended the execution, as its cause, its notification and its status tell it
     * @param takeBack what there is to take back; absent if the execution succeeded
     * @param clusterName the cluster that was asked for, if a request could be read
     */
    public record Output(Optional<Failure> failure, Optional<TakeBack> takeBack, Optional<String> clusterName) {}

    /** What there is to take back of an execution that failed. */
    public enum TakeBack {
        /** The execution never asked AWS for anything; its entry is closed, and it holds no lock. */
        NOTHING,
        /** A rollback has to look. */
        WHAT_IT_MEANT,
        /** It succeeded before: what it created is counted on. */
        COMMITTED
    }

    @Override
    protected Output handle(Input input) {
        if (input.success().isPresent() == input.failure().isPresent()) {
            throw new InvalidRequestException("the state gives not just one of success and failure: give the one that"
                    + " is to be recorded (see events/stepfunctions)");
        }
        return input.failure()
                .map(caught ->
                        outcome.failed(input.execution(), Failure.of(caught.state(), caught.error(), caught.cause())))
                .orElseGet(() -> outcome.succeeded(
                        input.execution(),
                        input.success().orElseThrow(),
                        input.lookedAt().map(Instant::ofEpochMilli)));
    }
}
