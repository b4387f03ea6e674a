package hyperpod.rig.rollback;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Excerpt;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.Confirmation;
import hyperpod.rig.resources.DeletionOrder;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.rollback.StartRefusedException.Error;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the input of an execution of {@code rollback} says. It is an event of Step Functions, of which the execution's
 * ARN and start alone are read, or an order, of which every field is known. Nothing but the confirmation means anything
 * for the right to delete.
 *
 * @param byEvent whether the rule for executions that ended without success started the rollback
 * @param executionArn the execution to take back, one of this application's {@code provision}
 * @param startDate when that started, if the input says it
 * @param order what is confirmed and named
 * @param requestedBy who asked, if the input says it
 */
record RollbackStart(
        boolean byEvent,
        String executionArn,
        Optional<Instant> startDate,
        DeletionOrder order,
        Optional<String> requestedBy) {

    private static final String EXECUTION_ARN = "executionArn";
    private static final String START_DATE = "startDate";
    private static final String CONFIRMED = "artifactsSynchronised";
    private static final String LOSE_QUEUED_EXPORTS = "loseQueuedExports";
    private static final String RESOURCES = "resources";
    private static final String REQUESTED_BY = "requestedBy";

    /** The last one says by whom an execution is nested, and is for the console. */
    private static final Set<String> KNOWN = Set.of(
            EXECUTION_ARN,
            START_DATE,
            CONFIRMED,
            LOSE_QUEUED_EXPORTS,
            RESOURCES,
            REQUESTED_BY,
            "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID");

    private static final int SHOWN = 300;
    private static final Pattern NAME = Pattern.compile("[^:\\s]{1,80}");

    /**
     * Reads an input.
     *
     * @param executionsOf what the ARNs of the executions of {@code provision} begin with, without the last colon
     * @throws StartRefusedException if it says something that nobody knows
     */
    static RollbackStart of(JsonNode input, String executionsOf) {
        if (!input.isObject()) {
            throw unusable("the input is " + shown(input) + ". Give an object with the field executionArn.");
        }
        return isEvent(input) ? ofEvent(input, executionsOf) : ofOrder(input, executionsOf);
    }

    /** What the ledger keeps of it. */
    Confirmation confirmation() {
        return new Confirmation(order.confirmed(), order.loseQueuedExports(), requestedBy);
    }

    private static boolean isEvent(JsonNode input) {
        return input.path("source").asText().equals("aws.states")
                && input.path("detail-type").asText().equals("Step Functions Execution Status Change");
    }

    private static RollbackStart ofEvent(JsonNode event, String executionsOf) {
        for (String field : List.of(CONFIRMED, LOSE_QUEUED_EXPORTS)) {
            if (event.has(field)) {
                throw unusable("the field " + field + " stands beside an event, which confirms nothing. Give"
                        + " executionArn and " + field + " alone.");
            }
        }
        JsonNode start = event.path("detail").path(START_DATE);
        return new RollbackStart(
                true,
                executionArn(event.path("detail"), executionsOf),
                start.isNumber() ? Optional.of(Instant.ofEpochMilli(start.longValue())) : Optional.empty(),
                DeletionOrder.NONE,
                Optional.empty());
    }

    private static RollbackStart ofOrder(JsonNode order, String executionsOf) {
        order.properties().forEach(field -> {
            if (!KNOWN.contains(field.getKey())) {
                throw unusable("the field " + Excerpt.of(field.getKey(), SHOWN) + " (" + shown(field.getValue())
                        + ") is none of executionArn, startDate, artifactsSynchronised, loseQueuedExports, resources"
                        + " and requestedBy. Leave it out.");
            }
        });
        return new RollbackStart(
                false,
                executionArn(order, executionsOf),
                startDate(order.path(START_DATE)),
                new DeletionOrder(isTrue(order, CONFIRMED), isTrue(order, LOSE_QUEUED_EXPORTS), resources(order)),
                requestedBy(order.path(REQUESTED_BY)));
    }

    /** The whole ARN: an execution of the same name may be another machine's, another Region's or another account's. */
    private static String executionArn(JsonNode from, String executionsOf) {
        JsonNode arn = from.path(EXECUTION_ARN);
        if (arn.isTextual()
                && arn.textValue().startsWith(executionsOf + ":")
                && NAME.matcher(arn.textValue().substring(executionsOf.length() + 1))
                        .matches()) {
            return arn.textValue();
        }
        throw new StartRefusedException(
                Error.NOT_AN_EXECUTION_OF_PROVISION,
                "executionArn is " + (arn.isMissingNode() ? "missing" : shown(arn))
                        + ": no execution of the state machine provision of this application. Give the whole ARN as the"
                        + " provision execution has it: " + executionsOf + ":<name>.");
    }

    private static Optional<Instant> startDate(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return Optional.empty();
        }
        try {
            if (given.isTextual()) {
                return Optional.of(OffsetDateTime.parse(given.textValue()).toInstant());
            }
        } catch (DateTimeException e) {
            // It is refused below, as what is no text.
        }
        throw new StartRefusedException(
                Error.START_DATE_UNUSABLE,
                "startDate is " + shown(given) + ", which is no time such as 2026-11-25T17:00:00Z. Give it as the"
                        + " provision execution has it, or leave it out.");
    }

    private static boolean isTrue(JsonNode order, String field) {
        JsonNode given = order.path(field);
        if (given.isBoolean() || given.isMissingNode() || given.isNull()) {
            return given.booleanValue();
        }
        throw unusable("the field " + field + " is " + shown(given) + ". Give true or false, without quotes.");
    }

    private static List<String> resources(JsonNode order) {
        JsonNode given = order.path(RESOURCES);
        if (!given.isArray() && !given.isMissingNode() && !given.isNull()) {
            throw unusable("the field resources is " + shown(given) + ". Give a list of ARNs.");
        }
        List<String> arns = new ArrayList<>();
        given.forEach(arn -> {
            if (!MeantClusters.isOne(arn.asText()) && !MeantFileSystems.isOne(arn.asText())) {
                throw unusable("the field resources holds " + shown(arn) + ", which is the ARN neither of a HyperPod"
                        + " cluster nor of a file system of FSx. Give ARNs such as"
                        + " arn:aws:sagemaker:us-east-1:111122223333:cluster/abcdefghijkl.");
            }
            arns.add(arn.textValue());
        });
        return arns;
    }

    private static Optional<String> requestedBy(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return Optional.empty();
        }
        if (given.isTextual()) {
            return Optional.of(Excerpt.of(given.textValue(), SHOWN));
        }
        throw unusable("the field requestedBy is " + shown(given) + ". Give a text.");
    }

    private static StartRefusedException unusable(String message) {
        return new StartRefusedException(Error.INPUT_UNUSABLE, message);
    }

    private static String shown(JsonNode value) {
        return Excerpt.of(value.isTextual() ? value.textValue() : Json.text(value), SHOWN);
    }
}
