package hyperpod.rig.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.Failure;
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

/**
 * Executions of {@code rollback}: finds those that run, and starts one.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html">ListExecutions</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html">StartExecution</a>
 */
final class Rollbacks {

    private static final Logger LOG = LoggerFactory.getLogger(Rollbacks.class);
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HH").withZone(ZoneOffset.UTC);

    private final SfnClient stepFunctions;
    private final String stateMachineArn;

    Rollbacks(SfnClient stepFunctions, String stateMachineArn) {
        this.stepFunctions = stepFunctions;
        this.stateMachineArn = stateMachineArn;
    }

    /**
     * The input of a rollback. The failure stands for the confirmation that a deletion otherwise needs: a failed
     * execution has none.
     */
    private record Input(String executionArn, String startDate, Failure failure) {}

    /** The ARNs of the executions that running rollbacks take back, whoever started these. */
    Set<String> rollingBack() {
        return new RunningExecutions(stepFunctions, stateMachineArn)
                .all().stream()
                        .map(this::input)
                        .flatMap(input -> takenBack(input).stream())
                        .collect(Collectors.toSet());
    }

    /**
     * Starts a rollback of an execution. Its name is the same for an hour: ListExecutions may not show a rollback yet
     * that has just been started, but Step Functions refuses a second execution of the same name at once.
     *
     * @return false if one was started within this hour already
     */
    boolean start(Ending.WithoutSuccess ended, Instant now) {
        String name = "sweep-" + UUID.nameUUIDFromBytes(ended.executionArn().getBytes(StandardCharsets.UTF_8)) + "-"
                + HOUR.format(now);
        String input =
                Json.text(new Input(ended.executionArn(), ended.startDate().toString(), ended.failure()));
        try {
            String arn = stepFunctions
                    .startExecution(
                            r -> r.stateMachineArn(stateMachineArn).name(name).input(input))
                    .executionArn();
            LOG.info("{} takes back what {} created", arn, ended.executionArn());
            return true;
        } catch (ExecutionAlreadyExistsException e) {
            LOG.warn("a rollback of {} was started within this hour: {}", ended.executionArn(), name);
            return false;
        }
    }

    private String input(ExecutionListItem running) {
        String input = stepFunctions
                .describeExecution(r -> r.executionArn(running.executionArn()))
                .input();
        return ServiceUnavailableException.unlessMissing(input, "DescribeExecution.input");
    }

    /**
     * The ARN in a rollback's input. State IdentifyExecution of {@code rollback} finds it in the same places: the rule
     * that starts rollbacks passes on an event, whose detail holds it. Empty if the input holds none.
     */
    private static Optional<String> takenBack(String input) {
        try {
            JsonNode root = Json.MAPPER.readTree(input);
            return Optional.of((root.has("detail") ? root.path("detail") : root)
                    .path("executionArn")
                    .asText());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
