package hyperpod.rig.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.Failure;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Executions of {@code rollback}: which run, and a start of one.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html">ListExecutions</a>
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html">StartExecution</a>
 */
final class Rollbacks {

    private static final Logger LOG = LoggerFactory.getLogger(Rollbacks.class);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyyMMdd'T'HH").withZone(ZoneOffset.UTC);
    /** Of an execution's ARN split at its colons. */
    private static final int NAME_PART = 7;

    private final SfnClient stepFunctions;
    private final String stateMachineArn;

    Rollbacks(SfnClient stepFunctions, String stateMachineArn) {
        this.stepFunctions = stepFunctions;
        this.stateMachineArn = stateMachineArn;
    }

    /** The input that {@code rollback} is started with; a failure in it confirms that nobody needs what is deleted. */
    private record Input(String executionArn, String startDate, Failure failure) {}

    /** The names of the executions of {@code provision} that a rollback which runs now takes back, whoever started it. */
    Set<String> rollingBack() {
        return stepFunctions.listExecutionsPaginator(r -> r.stateMachineArn(stateMachineArn).statusFilter(ExecutionStatus.RUNNING)).stream()
                .map(page -> page.hasExecutions() ? page.executions() : null)
                .flatMap(page -> ServiceUnavailableException.unlessMissing(page, "ListExecutions.executions").stream())
                .map(this::input)
                .flatMap(input -> takenBack(input).stream())
                .collect(Collectors.toSet());
    }

    /**
     * Starts to take back what an execution created. The name is the same for an hour, so that Step Functions itself refuses a second
     * rollback of the same execution that ListExecutions does not show yet.
     *
     * @return false if one was started already in this hour
     */
    boolean start(Ending.WithoutSuccess ended, Instant now) {
        String name = "sweep-" + UUID.nameUUIDFromBytes(ended.executionArn().getBytes(StandardCharsets.UTF_8)) + "-" + HOUR.format(now);
        String input = json(new Input(ended.executionArn(), ended.startDate().toString(), ended.failure()));
        try {
            String arn = stepFunctions.startExecution(r -> r.stateMachineArn(stateMachineArn).name(name).input(input)).executionArn();
            LOG.info("{} takes back what {} created", arn, ended.executionArn());
            return true;
        } catch (ExecutionAlreadyExistsException e) {
            LOG.warn("a rollback of {} was started in this hour already: {}", ended.executionArn(), name);
            return false;
        }
    }

    private String input(ExecutionListItem running) {
        String input = stepFunctions.describeExecution(r -> r.executionArn(running.executionArn())).input();
        return ServiceUnavailableException.unlessMissing(input, "DescribeExecution.input");
    }

    /** Read as state IdentifyExecution of {@code rollback} reads it; empty if that finds no execution in it either. */
    private static Optional<String> takenBack(String input) {
        try {
            JsonNode root = Json.MAPPER.readTree(input);
            String[] arn = (root.has("detail") ? root.path("detail") : root).path("executionArn").asText().split(":");
            return arn.length > NAME_PART ? Optional.of(arn[NAME_PART]) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String json(Input input) {
        try {
            return Json.MAPPER.writeValueAsString(input);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
