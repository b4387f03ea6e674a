package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.Interpreter.Step;
import hyperpod.rig.sandbox.statemachines.definition.Catcher;
import hyperpod.rig.sandbox.statemachines.definition.Retrier;
import hyperpod.rig.sandbox.statemachines.definition.State;
import hyperpod.rig.sandbox.statemachines.definition.TaskResource;
import hyperpod.rig.sandbox.statemachines.jsonata.JsonValues;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One Task state from its entry to its exit: the attempts, what repeats them, and what catches their errors.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html">Handling errors</a>
 */
final class TaskRun {

    private final State.Task task;
    private final StateScope entered;
    private final Services services;
    private final Interpreter interpreter;
    private final NestedExecutions nested;
    private final Integrations integrations;
    private final Execution execution;
    private final TaskEvents events;
    /** How often each retrier repeated. */
    private final int[] repetitions;

    private int attempt;
    private boolean underWay;
    private Optional<Agenda.Entry> timeout = Optional.empty();
    private Optional<Runnable> givesUp = Optional.empty();

    TaskRun(
            State.Task task,
            StateScope scope,
            Services services,
            Interpreter interpreter,
            NestedExecutions nested,
            Integrations integrations) {
        this.task = task;
        this.services = services;
        this.interpreter = interpreter;
        this.nested = nested;
        this.integrations = integrations;
        entered = scope;
        execution = interpreter.execution();
        events = new TaskEvents(task.resource(), execution.events());
        repetitions = new int[task.retriers().size()];
    }

    /** Calls the resource. Empty if it does not answer at once. */
    Optional<Step> attempt() {
        Object arguments;
        try {
            arguments = task.arguments().isPresent() ? task.arguments().get().value(scope(), "Arguments") : Map.of();
            DataQuota.check(task.resource().arn(), arguments);
            Optional<Integer> seconds =
                    task.timeoutSeconds().map(given -> Interpreter.seconds(scope(), given, "TimeoutSeconds", 1));
            events.scheduled(arguments, seconds, services.settings().region());
            int number = attempt;
            timeout = seconds.map(limit ->
                    services.agenda().after(Duration.ofSeconds(limit), () -> later(number, this::timedOut)));
        } catch (StateFailure failure) {
            return failed(failure);
        }
        events.started();
        underWay = true;
        interpreter.waitsFor(this::giveUp);
        TaskCall call = new TaskCall(
                task.resource().arn(),
                JsonValues.node(arguments),
                execution.arn(),
                task.name(),
                attempt,
                services.agenda().instant());
        return answered(call, services.tasks().handle(call));
    }

    private Optional<Step> answered(TaskCall call, TaskResult result) {
        if (!execution.isRunning()) { // the call itself ended it
            return Optional.empty();
        }
        return switch (result) {
            case TaskResult.Succeeded(JsonNode output) -> succeeded(JsonValues.of(output));
            case TaskResult.Failed(String error, String cause) -> {
                events.failed(error, cause);
                yield failed(new StateFailure(error, cause));
            }
            case TaskResult.Later(Duration delay, var work) -> {
                int number = attempt;
                services.agenda().after(delay, () -> {
                    TaskResult next = work.get();
                    later(number, () -> answered(call, next));
                });
                yield Optional.empty();
            }
            case TaskResult.Integrated() -> integrated(call);
        };
    }

    private Optional<Step> integrated(TaskCall call) {
        if (!(task.resource() instanceof TaskResource.ServiceIntegration service)) {
            throw new IllegalStateException(call.resource() + " is a function: Step Functions cannot do its work");
        }
        if (!service.startsExecution()) {
            return answered(call, integrations.answer(service, call));
        }
        int number = attempt;
        return switch (nested.start(call, answer -> later(number, () -> answered(call, answer)))) {
            case NestedExecutions.Refused(TaskResult.Failed failure) -> answered(call, failure);
            case NestedExecutions.Started(Execution child, JsonNode output) -> {
                events.submitted(JsonValues.of(output));
                givesUp = Optional.of(() -> nested.giveUp(child));
                yield Optional.empty();
            }
        };
    }

    /** Goes on, if the attempt is still the one that is waited for. */
    private void later(int number, Supplier<Optional<Step>> from) {
        interpreter.go(() -> underWay && number == attempt ? from.get() : Optional.empty());
    }

    private Optional<Step> succeeded(Object output) {
        if (JsonValues.bytes(output) > Limits.DATA_BYTES) {
            StateFailure failure = StateFailure.tooLarge(task.resource().arn());
            events.failed(failure.error(), failure.cause());
            return failed(failure);
        }
        events.succeeded(output);
        finish();
        try {
            return interpreter.exit(task, scope().withResult(output), output);
        } catch (StateFailure failure) {
            return failed(failure);
        }
    }

    private Optional<Step> timedOut() {
        events.timedOut();
        giveUp();
        return failed(new StateFailure(StateFailure.TIMEOUT, ""));
    }

    private Optional<Step> failed(StateFailure failure) {
        finish();
        interpreter.tellEvaluation(failure);
        Optional<Integer> retrier = retrier(failure.error());
        if (retrier.isPresent()) {
            repeat(retrier.get(), failure.error());
            return Optional.empty();
        }
        for (int i = 0; i < task.catchers().size(); i++) {
            Catcher catcher = task.catchers().get(i);
            if (takes(catcher.errors(), failure.error())) {
                return caught(i, catcher, failure);
            }
        }
        execution.fail(
                Optional.of(failure.error()),
                failure.cause().isEmpty() ? Optional.empty() : Optional.of(failure.cause()));
        return Optional.empty();
    }

    /** The first retrier that names the error decides, also if it has no repetition left. */
    private Optional<Integer> retrier(String error) {
        for (int i = 0; i < repetitions.length; i++) {
            Retrier retrier = task.retriers().get(i);
            if (takes(retrier.errors(), error)) {
                return repetitions[i] < retrier.maxAttempts() ? Optional.of(i) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private void repeat(int index, String error) {
        services.observer().retried(interpreter.machine(), task.name(), index, error);
        Duration delay = task.retriers().get(index).delay(repetitions[index]++, services.chance());
        attempt++;
        Agenda.Entry entry = services.agenda().after(delay, () -> interpreter.go(this::attempt));
        interpreter.waitsFor(entry::cancel);
    }

    private Optional<Step> caught(int index, Catcher catcher, StateFailure failure) {
        services.observer().caught(interpreter.machine(), task.name(), index, failure.error());
        Map<String, Object> errorOutput = new LinkedHashMap<>();
        errorOutput.put("Error", failure.error());
        errorOutput.put("Cause", failure.cause());
        try {
            return interpreter.leave(
                    task,
                    catcher.assign(),
                    catcher.output(),
                    Optional.of(catcher.next()),
                    scope().withErrorOutput(errorOutput),
                    errorOutput);
        } catch (StateFailure again) {
            return interpreter.end(again);
        }
    }

    private boolean takes(List<String> named, String error) {
        if (error.equals(StateFailure.RUNTIME)) {
            return false;
        }
        boolean wildcard = !error.equals(StateFailure.DATA_LIMIT)
                || services.says(OpenQuestion.STATES_ALL_TAKES_DATA_LIMIT_EXCEEDED);
        return named.contains(error)
                || (wildcard && named.contains(StateFailure.ALL))
                || (wildcard && !error.equals(StateFailure.TIMEOUT) && named.contains(StateFailure.TASK_FAILED));
    }

    private StateScope scope() {
        return attempt == 0 ? entered : entered.withContext(interpreter.context(task.name(), attempt));
    }

    private void finish() {
        underWay = false;
        timeout.ifPresent(Agenda.Entry::cancel);
        timeout = Optional.empty();
        givesUp = Optional.empty();
    }

    /** Nobody waits for the attempt any more. */
    private void giveUp() {
        givesUp.ifPresent(Runnable::run);
        finish();
    }
}
