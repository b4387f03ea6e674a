package hyperpod.rig.sandbox.statemachines;

import hyperpod.rig.sandbox.statemachines.definition.ChoiceRule;
import hyperpod.rig.sandbox.statemachines.definition.Definition;
import hyperpod.rig.sandbox.statemachines.definition.State;
import hyperpod.rig.sandbox.statemachines.definition.Template;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes one execution from state to state, until it waits for time or a task. */
final class Interpreter {

    private static final int MAX_SECONDS = 99_999_999;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private final Execution execution;
    private final String machine;
    private final Definition definition;
    private final Services services;
    private final NestedExecutions nested;
    private final Integrations integrations;
    private final Map<String, Object> machineContext;
    /** The state that it is in, or was in last, with its input. */
    private Step current;

    private long enteredEventId;
    /** Takes back what the execution waits for. */
    private Runnable giveUp = () -> {};

    /** A state that comes next, with its input. */
    record Step(String state, Object input) {}

    Interpreter(
            Execution execution,
            String machine,
            Definition definition,
            Services services,
            NestedExecutions nested,
            Integrations integrations) {
        this.execution = execution;
        this.machine = machine;
        this.definition = definition;
        this.services = services;
        this.nested = nested;
        this.integrations = integrations;
        current = new Step(definition.startAt(), execution.inputValue());
        machineContext = History.details("Id", execution.stateMachineArn(), "Name", machine);
    }

    void start() {
        execution.events().add("ExecutionStarted", History.details("input", execution.inputValue()));
        begin(() -> Optional.of(current));
    }

    /**
     * Goes on with the state that did not succeed: a Task is scheduled anew with no repetition counted, any other state
     * is entered again. The time that the execution may take begins anew.
     *
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html">Redriving
     *     executions</a>
     */
    void redrive() {
        execution.redrive();
        boolean entered =
                execution.state().equals(current.state()) && definition.state(current.state()) instanceof State.Task;
        begin(() -> entered ? perform(current, false) : Optional.of(current));
    }

    private void begin(Supplier<Optional<Step>> first) {
        Duration timeout = definition.timeoutSeconds().isPresent()
                ? Duration.ofSeconds(definition.timeoutSeconds().getAsInt())
                : Limits.EXECUTION;
        Agenda.Entry end = services.agenda().after(timeout, execution::timeOut);
        Agenda.Entry beginning = services.agenda().after(Duration.ZERO, () -> go(first));
        waitsFor(beginning::cancel);
        execution.whenEnded(end::cancel);
        execution.whenEnded(() -> giveUp.run());
    }

    /** Says how to take back what the execution waits for, should it end before. */
    void waitsFor(Runnable takeBack) {
        giveUp = takeBack;
    }

    /** Goes on from what a state's end gives, unless the execution has ended. */
    void go(Supplier<Optional<Step>> from) {
        if (!execution.isRunning()) {
            return;
        }
        try {
            Optional<Step> next = from.get();
            while (next.isPresent() && execution.isRunning()) {
                next = perform(next.get(), true);
            }
        } catch (History.FullException e) {
            execution.fail(Optional.of(StateFailure.RUNTIME), Optional.of(e.getMessage()));
        }
    }

    private Optional<Step> perform(Step step, boolean enters) {
        State state = definition.state(step.state());
        current = step;
        if (enters) {
            execution.enter(state.name());
            services.observer().entered(machine, state.name());
            enteredEventId = execution
                    .events()
                    .add(type(state) + "StateEntered", History.details("name", state.name(), "input", step.input()));
        }
        StateScope scope = new StateScope(
                services,
                machine,
                state.name(),
                enteredEventId,
                execution.variableValues(),
                step.input(),
                context(state.name(), 0));
        try {
            return switch (state) {
                case State.Pass pass -> exit(pass, scope, step.input());
                case State.Wait wait -> await(wait, scope, step.input());
                case State.Choice choice -> choose(choice, scope, step.input());
                case State.Task task -> new TaskRun(task, scope, services, this, nested, integrations).attempt();
                case State.Succeed succeed -> {
                    Object output = output(succeed.name(), succeed.output(), scope, step.input());
                    execution
                            .events()
                            .add("SucceedStateExited", History.details("name", succeed.name(), "output", output));
                    execution.succeed(output);
                    yield Optional.empty();
                }
                case State.Fail fail -> fail(fail, scope);
            };
        } catch (StateFailure failure) {
            return end(failure);
        }
    }

    /** The execution fails with the error of a state. */
    Optional<Step> end(StateFailure failure) {
        tellEvaluation(failure);
        execution.fail(
                Optional.of(failure.error()),
                failure.cause().isEmpty() ? Optional.empty() : Optional.of(failure.cause()));
        return Optional.empty();
    }

    void tellEvaluation(StateFailure failure) {
        if (failure.isEvaluation()) {
            execution
                    .events()
                    .add(
                            "EvaluationFailed",
                            History.details(
                                    "error", failure.error(),
                                    "cause", failure.cause(),
                                    "location", failure.location().orElse(""),
                                    "state", execution.state()));
        }
    }

    Map<String, Object> context(String state, int retryCount) {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("Execution", executionContext());
        context.put(
                "State",
                History.details(
                        "EnteredTime", time(services.agenda().instant()), "Name", state, "RetryCount", retryCount));
        context.put("StateMachine", machineContext);
        return context;
    }

    private Map<String, Object> executionContext() {
        Map<String, Object> context = History.details(
                "Id", execution.arn(),
                "Input", execution.inputValue(),
                "Name", execution.name(),
                "RoleArn", "arn:aws:iam::" + services.settings().account() + ":role/" + machine,
                "StartTime", time(execution.startDate()),
                "RedriveCount", execution.redriveCount());
        execution.redriveDate().ifPresent(date -> context.put("RedriveTime", time(date)));
        return context;
    }

    /** Leaves a state that goes on to one other, or ends the execution. */
    Optional<Step> exit(State.Flowing state, StateScope scope, Object output) {
        return leave(state, state.assign(), state.output(), state.next(), scope, output);
    }

    /** All is evaluated with the variables as they were; only then are they assigned. */
    Optional<Step> leave(
            State state,
            Map<String, Template> assign,
            Optional<Template> template,
            Optional<String> next,
            StateScope scope,
            Object otherwise) {
        Map<String, Object> assigned = new LinkedHashMap<>();
        assign.forEach((name, value) -> assigned.put(name, value.value(scope, "Assign/" + name)));
        Object output = output(state.name(), template, scope, otherwise);
        DataQuota.check(state.name(), assigned, execution.variableValues());
        Map<String, Object> details = History.details("name", state.name(), "output", output);
        if (!assigned.isEmpty()) {
            details.put("assignedVariables", assigned);
        }
        execution.events().add(type(state) + "StateExited", details);
        execution.assign(assigned);
        if (next.isEmpty()) {
            execution.succeed(output);
        }
        return next.map(name -> new Step(name, output));
    }

    private static Object output(String state, Optional<Template> template, StateScope scope, Object otherwise) {
        if (template.isEmpty()) {
            return otherwise;
        }
        Object output = template.get().value(scope, "Output");
        DataQuota.check(state, output);
        return output;
    }

    private Optional<Step> await(State.Wait wait, StateScope scope, Object input) {
        Instant end = wait.seconds()
                .map(seconds -> services.agenda().instant().plusSeconds(seconds(scope, seconds, "Seconds", 0)))
                .orElseGet(() -> moment(scope, wait.timestamp().orElseThrow()));
        Agenda.Entry entry = services.agenda()
                .at(
                        end,
                        () -> go(() -> {
                            try {
                                return exit(wait, scope, input);
                            } catch (StateFailure failure) {
                                return end(failure);
                            }
                        }));
        waitsFor(entry::cancel);
        return Optional.empty();
    }

    static int seconds(StateScope scope, Template template, String field, int least) {
        Number seconds = scope.typed(template, field, Number.class, "number");
        if (seconds.doubleValue() != seconds.intValue()
                || seconds.intValue() < least
                || seconds.intValue() > MAX_SECONDS) {
            throw scope.failure(
                    "The field '" + field + "' must be a whole number between " + least + " and " + MAX_SECONDS
                            + " but was: " + seconds,
                    field);
        }
        return seconds.intValue();
    }

    private static Instant moment(StateScope scope, Template template) {
        String text = scope.typed(template, "Timestamp", String.class, "string");
        try {
            return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException _) {
            throw scope.failure(
                    "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: "
                            + text,
                    "Timestamp");
        }
    }

    private Optional<Step> choose(State.Choice choice, StateScope scope, Object input) {
        for (int i = 0; i < choice.rules().size(); i++) {
            ChoiceRule rule = choice.rules().get(i);
            if (scope.typed(rule.condition(), "Choices[" + i + "]/Condition", Boolean.class, "boolean")) {
                services.observer().chose(machine, choice.name(), i);
                return leave(choice, rule.assign(), rule.output(), Optional.of(rule.next()), scope, input);
            }
        }
        if (choice.otherwise().isEmpty()) {
            throw new StateFailure(StateFailure.NO_CHOICE, "No choice rule of '" + choice.name() + "' matched.");
        }
        services.observer().choseDefault(machine, choice.name());
        return leave(choice, choice.assign(), choice.output(), choice.otherwise(), scope, input);
    }

    private Optional<Step> fail(State.Fail fail, StateScope scope) {
        Optional<String> error = fail.error().map(text -> scope.typed(text, "Error", String.class, "string"));
        Optional<String> cause = fail.cause().map(text -> scope.typed(text, "Cause", String.class, "string"));
        if (error.orElse("").length() > Limits.ERROR_CHARACTERS
                || cause.orElse("").length() > Limits.CAUSE_CHARACTERS) {
            throw new StateFailure(StateFailure.RUNTIME, "The error or cause of '" + fail.name() + "' is too long.");
        }
        execution.fail(error, cause);
        return Optional.empty();
    }

    Execution execution() {
        return execution;
    }

    String machine() {
        return machine;
    }

    private static String type(State state) {
        return state.getClass().getSimpleName();
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }
}
