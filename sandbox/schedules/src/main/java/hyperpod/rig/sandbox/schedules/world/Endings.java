package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.sandbox.schedules.deployment.Deployment;
import hyperpod.rig.sandbox.schedules.world.Violation.Kind;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.ExecutionStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Judges at the moment that an execution ends whether what it says then is so. Later is too late: the next rollback, or
 * the sweep, may have mended what was left without a word.
 */
final class Endings {

    private static final String UNKNOWN = "unknown";
    private static final String INCOMPLETE = "RollbackIncomplete";

    private final World world;
    private final Truth truth;

    Endings(World world) {
        this.world = world;
        truth = world.truth();
    }

    /** An execution of either state machine ended. */
    void ended(Execution execution) {
        if (execution.status() == ExecutionStatus.SUCCEEDED && execution.state().equals("RolledBack")) {
            subject(execution).ifPresent(subject -> nothingRemains(execution, subject));
        }
        if (execution.status() != ExecutionStatus.FAILED) {
            return;
        }
        // Whoever stops an execution may give it an error of ours, and no cause.
        switch (execution.error().orElse("")) {
            case "ProvisioningFailed" -> nothingRemains(execution, execution);
            case INCOMPLETE -> subject(execution).ifPresent(subject -> listsWhatRemains(execution, subject));
            default -> {}
        }
    }

    /** Whose rollback it is; itself, if it is a provisioning. */
    private Optional<Execution> subject(Execution execution) {
        return execution.stateMachineArn().equals(Deployment.PROVISION)
                ? Optional.of(execution)
                : world.provisioning(execution.variables().path("execution"));
    }

    private List<Truth.Made> left(Execution subject) {
        return truth.made().stream()
                .filter(one -> one.by() == subject && world.resource(one.arn()).isPresent())
                .toList();
    }

    private void nothingRemains(Execution execution, Execution subject) {
        left(subject)
                .forEach(one -> truth.violated(
                        Kind.MISREPORTED,
                        execution.name() + " says that nothing remains, and " + one.arn() + " exists"));
    }

    private void listsWhatRemains(Execution execution, Execution subject) {
        List<JsonNode> remaining = StreamSupport.stream(
                        cause(execution).path("remaining").spliterator(), false)
                .toList();
        if (remaining.isEmpty()) {
            truth.violated(Kind.MISREPORTED, execution.name() + " is incomplete, and lists nothing that remains");
        }
        remaining.stream()
                .filter(one -> one.path("reason").asText().isBlank())
                .forEach(one -> truth.violated(
                        Kind.MISREPORTED,
                        execution.name() + " lists " + one.path("arn").asText() + " without a reason"));
        boolean notKnown =
                remaining.stream().anyMatch(one -> one.path("arn").asText().equals(UNKNOWN));
        left(subject).stream()
                .filter(one -> !notKnown
                        && remaining.stream()
                                .noneMatch(listed -> listed.path("arn").asText().equals(one.arn())))
                .forEach(one -> truth.violated(
                        Kind.MISREPORTED, execution.name() + " does not list " + one.arn() + ", which remains"));
        if (!truth.hasRung(INCOMPLETE, subject.startDate()) && !world.schedule().disturbs("RingAlarm")) {
            truth.violated(Kind.MISREPORTED, execution.name() + " is incomplete, and no alarm rang");
        }
    }

    private static JsonNode cause(Execution execution) {
        try {
            return Json.MAPPER.readTree(execution.cause().orElse("{}"));
        } catch (IOException _) {
            return Json.MAPPER.createObjectNode();
        }
    }
}
