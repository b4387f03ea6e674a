package hyperpod.rig.resources;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;

/**
 * Asks how executions of {@code provision} stand. Step Functions is asked only where the ledger does not say it
 * already: what it says is eventually consistent, and what holds is the ledger's conditions.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html">DescribeExecution</a>
 */
public final class ExecutionStandings {

    private final Ledger ledger;
    private final Supplier<SfnClient> stepFunctions;
    private final InstantSource clock;

    /**
     * Asks these.
     *
     * @param ledger the application's ledger
     * @param stepFunctions the function's client, asked for where the ledger does not say all
     * @param clock the time
     */
    public ExecutionStandings(Ledger ledger, Supplier<SfnClient> stepFunctions, InstantSource clock) {
        this.ledger = ledger;
        this.stepFunctions = stepFunctions;
        this.clock = clock;
    }

    /**
     * How an execution stands now.
     *
     * @param executionArn its ARN
     * @param startDate when it started, which may lack the fraction of a second; the newest of its name if empty
     */
    public Standing of(String executionArn, Optional<Instant> startDate) {
        Optional<LedgerEntry> entry = entry(executionArn, startDate);
        if (entry.filter(known -> known.committed() || known.gaveUp()).isPresent()) {
            return new Standing(entry, Optional.empty(), false);
        }
        Optional<Instant> started =
                entry.flatMap(known -> known.execution().startDate()).or(() -> startDate);
        Optional<Standing.Run> run = describe(executionArn)
                .filter(known -> started.filter(start -> !Execution.isSameStart(start, known.startDate()))
                        .isEmpty());
        boolean forgotten = run.isEmpty()
                && started.filter(start -> start.plus(Execution.REMEMBERED).isBefore(clock.instant()))
                        .isPresent();
        return new Standing(entry, run, forgotten);
    }

    /** How this execution stands now; its start date is known. */
    public Standing of(Execution execution) {
        return of(execution.arn(), execution.startDate());
    }

    private Optional<LedgerEntry> entry(String executionArn, Optional<Instant> startDate) {
        Optional<LedgerEntry> exact = ledger.entry(executionArn, startDate);
        return exact.isPresent() || startDate.isEmpty()
                ? exact
                : ledger.entry(executionArn, Optional.empty())
                        .filter(newest -> newest.execution()
                                .startDate()
                                .filter(start -> Execution.isSameStart(start, startDate.get()))
                                .isPresent());
    }

    private Optional<Standing.Run> describe(String executionArn) {
        try {
            DescribeExecutionResponse described =
                    stepFunctions.get().describeExecution(r -> r.executionArn(executionArn));
            return Optional.of(new Standing.Run(
                    ServiceUnavailableException.unlessMissing(described.statusAsString(), "DescribeExecution.Status"),
                    ServiceUnavailableException.unlessMissing(described.startDate(), "DescribeExecution.StartDate"),
                    Optional.ofNullable(described.stopDate()),
                    Optional.ofNullable(described.error()),
                    Optional.ofNullable(described.cause())));
        } catch (ExecutionDoesNotExistException e) {
            return Optional.empty();
        }
    }
}
