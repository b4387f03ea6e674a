package hyperpod.rig.sweep;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.RollbackRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;

/**
 * Executions of {@code rollback}: knows from the ledger's records which take back an execution, and starts one.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html">StartExecution</a>
 */
final class RollbackExecutions {

    private static final Logger LOG = LoggerFactory.getLogger(RollbackExecutions.class);
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HH").withZone(ZoneOffset.UTC);

    private final SfnClient stepFunctions;
    private final String stateMachineArn;

    RollbackExecutions(SfnClient stepFunctions, String stateMachineArn) {
        this.stepFunctions = stepFunctions;
        this.stateMachineArn = stateMachineArn;
    }

    private record Input(String executionArn, String startDate) {}

    /** Whether a rollback takes the execution back, whoever started it. */
    boolean isRunning(LedgerEntry entry) {
        return entry.rollbacks().stream()
                .filter(rollback -> rollback.outcome() == RollbackRecord.Outcome.RUNNING_OR_BROKEN)
                .anyMatch(rollback -> runs(rollback.arn()));
    }

    private boolean runs(String rollbackArn) {
        try {
            return switch (ServiceUnavailableException.unlessMissing(
                    stepFunctions
                            .describeExecution(r -> r.executionArn(rollbackArn))
                            .status(),
                    "DescribeExecution.status")) {
                case RUNNING, PENDING_REDRIVE -> true;
                case SUCCEEDED, FAILED, TIMED_OUT, ABORTED -> false;
                // Better reported twice than never.
                case UNKNOWN_TO_SDK_VERSION -> false;
            };
        } catch (ExecutionDoesNotExistException e) {
            return false;
        }
    }

    /**
     * Starts a rollback of an execution. Its name is the same for an hour: the rollback that has just been started may
     * not have told the ledger yet, but Step Functions refuses a second execution of the same name at once.
     *
     * @return false if one was started within this hour already
     */
    boolean start(Execution execution, Instant now) {
        Input input =
                new Input(execution.arn(), execution.startDate().orElseThrow().toString());
        String text = Json.text(input);
        String name = "sweep-" + UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)) + "-" + HOUR.format(now);
        try {
            String arn = stepFunctions
                    .startExecution(
                            r -> r.stateMachineArn(stateMachineArn).name(name).input(text))
                    .executionArn();
            LOG.info("{} takes back what {} created", arn, execution.arn());
            return true;
        } catch (ExecutionAlreadyExistsException e) {
            LOG.warn("a rollback of {} was started within this hour: {}", execution.arn(), name);
            return false;
        }
    }
}
