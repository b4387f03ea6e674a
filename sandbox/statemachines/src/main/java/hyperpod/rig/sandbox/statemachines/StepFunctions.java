package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.definition.Definition;
import hyperpod.rig.sandbox.statemachines.jsonata.JsonValues;
import hyperpod.rig.sandbox.statemachines.jsonata.StepFunctionsLibrary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Step Functions in one account and Region, in virtual time: standard state machines in JSONata, their executions, and
 * the events of their status. Nothing moves but by the {@link Agenda}, and everything in the thread that runs it.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/welcome.html">Step Functions developer guide</a>
 */
public final class StepFunctions {

    private static final Pattern NAME =
            Pattern.compile("[^\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/\\p{Cntrl}\\x{80}-\\x{9F}\\x{FFFE}\\x{FFFF}]{1,80}");

    private final Agenda agenda;
    private final Settings settings;
    private final Services services;
    private final NestedExecutions nested;
    private final Integrations integrations;
    private final Consumer<JsonNode> events;
    private final Map<String, Machine> machines = new LinkedHashMap<>();
    /** The newest of each ARN. */
    private final Map<String, Run> runs = new LinkedHashMap<>();

    private final List<Execution> executions = new ArrayList<>();
    private Duration lag = Duration.ZERO;

    private record Machine(String name, Definition definition) {}

    private record Run(Execution execution, Interpreter interpreter) {}

    /**
     * @param tasks what the tasks of all machines call
     * @param events gets the status-change events, each as EventBridge delivers it, at the moment of the change
     * @param observer is told what executions do
     */
    public StepFunctions(
            Agenda agenda,
            Settings settings,
            TaskHandler tasks,
            Consumer<JsonNode> events,
            ExecutionObserver observer) {
        this.agenda = agenda;
        this.settings = settings;
        this.events = events;
        RandomGenerator chance = new SplittableRandom(settings.seed());
        services = new Services(agenda, tasks, settings, chance, new StepFunctionsLibrary(agenda, chance), observer);
        integrations = new Integrations(services.library()::uuid, this);
        nested = new NestedExecutions(this, services);
    }

    /**
     * Makes a state machine, or changes the one of that name; executions that run keep the definition that they began
     * with.
     *
     * @return its ARN
     */
    public String createStateMachine(String name, Definition definition) {
        checkName(name);
        String arn = "arn:aws:states:" + settings.region() + ':' + settings.account() + ":stateMachine:" + name;
        machines.put(arn, new Machine(name, definition));
        return arn;
    }

    /**
     * Starts an execution. A start that is repeated with the same name and input while the execution runs gives that
     * execution.
     *
     * @param name chosen by chance if empty
     * @throws StepFunctionsException StateMachineDoesNotExist, InvalidName, ExecutionAlreadyExists,
     *     InvalidExecutionInput
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html">
     *     StartExecution</a>
     */
    public Execution startExecution(String stateMachineArn, Optional<String> name, JsonNode input) {
        Machine machine = machines.get(stateMachineArn);
        if (machine == null) {
            throw new StepFunctionsException(
                    "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + stateMachineArn + "'");
        }
        Object value = JsonValues.of(input);
        if (JsonValues.bytes(value) > Limits.DATA_BYTES) {
            throw new StepFunctionsException(
                    "InvalidExecutionInput", "The input has more than " + Limits.DATA_BYTES + " bytes");
        }
        String given = name.orElseGet(services.library()::uuid);
        checkName(given);
        String arn = stateMachineArn.replace(":stateMachine:", ":execution:") + ':' + given;
        Optional<Execution> before = execution(arn);
        if (before.filter(known -> known.isRunning() && known.input().equals(input))
                .isPresent()) {
            return before.get();
        }
        if (before.isPresent()) {
            throw new StepFunctionsException("ExecutionAlreadyExists", "Execution Already Exists: '" + arn + "'");
        }
        Execution execution = new Execution(arn, given, stateMachineArn, value, agenda.instant(), new History(agenda));
        Interpreter interpreter =
                new Interpreter(execution, machine.name(), machine.definition(), services, nested, integrations);
        runs.put(arn, new Run(execution, interpreter));
        executions.add(execution);
        execution.whenEnded(() -> tell(execution));
        tell(execution);
        interpreter.start();
        return execution;
    }

    /**
     * Has an execution that did not succeed go on from the state that did not, with the definition that it began with.
     *
     * @throws StepFunctionsException ExecutionDoesNotExist, ExecutionNotRedrivable
     * @see <a
     *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html">RedriveExecution</a>
     */
    public void redriveExecution(String executionArn) {
        Execution execution = existing(executionArn);
        execution.whyNotRedrivable().ifPresent(why -> {
            throw new StepFunctionsException("ExecutionNotRedrivable", why);
        });
        execution.whenEnded(() -> tell(execution));
        runs.get(executionArn).interpreter().redrive();
        tell(execution);
    }

    /**
     * Stops an execution; one that has ended is left as it is.
     *
     * @throws StepFunctionsException ExecutionDoesNotExist, ValidationException
     * @see <a
     *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html">StopExecution</a>
     */
    public void stopExecution(String executionArn, Optional<String> error, Optional<String> cause) {
        if (error.orElse("").length() > Limits.ERROR_CHARACTERS
                || cause.orElse("").length() > Limits.CAUSE_CHARACTERS) {
            throw new StepFunctionsException("ValidationException", "The error or cause is too long");
        }
        Execution execution = existing(executionArn);
        if (execution.isRunning()) {
            execution.abort(error, cause);
        }
    }

    /** Empty of what never was, or ended more than 90 days ago. */
    public Optional<Execution> execution(String executionArn) {
        return Optional.ofNullable(runs.get(executionArn)).map(Run::execution).filter(this::isRemembered);
    }

    private boolean isRemembered(Execution execution) {
        return execution
                .stopDate()
                .map(stopped -> agenda.instant().isBefore(stopped.plus(Limits.NAME_IS_KEPT)))
                .orElse(true);
    }

    private Execution existing(String executionArn) {
        return execution(executionArn).orElseThrow(() -> StepFunctionsException.doesNotExist(executionArn));
    }

    /**
     * Has descriptions say from now on what was true so long ago. AWS gives no figure.
     *
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html">"This
     *     API action is eventually consistent"</a>
     */
    public void describeLate(Duration by) {
        lag = by;
    }

    /**
     * As DescribeExecution answers, in the names of an SDK integration's result.
     *
     * @throws StepFunctionsException ExecutionDoesNotExist
     */
    JsonNode description(String executionArn) {
        return execution(executionArn)
                .flatMap(execution -> execution.description(agenda.instant().minus(lag)))
                .orElseThrow(() -> StepFunctionsException.doesNotExist(executionArn));
    }

    /** The newest first, as ListExecutions has them. */
    List<JsonNode> descriptions(String stateMachineArn) {
        return executions.reversed().stream()
                .filter(execution -> execution.stateMachineArn().equals(stateMachineArn))
                .filter(this::isRemembered)
                .flatMap(execution -> execution.description(agenda.instant().minus(lag)).stream())
                .toList();
    }

    /** All that ever were, of all machines, in the order of their start. */
    public List<Execution> executions() {
        return Collections.unmodifiableList(executions);
    }

    private void tell(Execution execution) {
        JsonNode event = StatusChange.of(execution, services, services.library().uuid());
        agenda.after(Duration.ZERO, () -> events.accept(event));
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new StepFunctionsException("InvalidName", "Invalid Name: '" + name + "'");
        }
    }
}
