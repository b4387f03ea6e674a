package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.Success;
import hyperpod.rig.sandbox.schedules.Schedule;
import hyperpod.rig.sandbox.schedules.deployment.Deployment;
import hyperpod.rig.sandbox.schedules.disturbance.Action;
import hyperpod.rig.sandbox.schedules.disturbance.Disturbance;
import hyperpod.rig.sandbox.schedules.disturbance.Moment;
import hyperpod.rig.sandbox.schedules.disturbance.Place;
import hyperpod.rig.sandbox.schedules.planted.PlantedBug;
import hyperpod.rig.sandbox.statemachines.Agenda;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.ExecutionObserver;
import hyperpod.rig.sandbox.statemachines.OpenQuestion;
import hyperpod.rig.sandbox.statemachines.Settings;
import hyperpod.rig.sandbox.statemachines.StepFunctions;
import hyperpod.rig.sandbox.statemachines.StepFunctionsApi;
import hyperpod.rig.sandbox.statemachines.TaskResult;
import hyperpod.rig.testkit.AwsAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import software.amazon.awssdk.http.SdkHttpClient;

/** One account in which one schedule plays: everything in one thread and in virtual time. */
public final class World {

    private static final Instant START = Instant.parse("2026-11-25T00:00:00Z");

    private final Agenda agenda = new Agenda(START);
    private final Trace trace = new Trace(agenda);
    private final Truth truth = new Truth(this);
    private final Deque<Actor> actors = new ArrayDeque<>();
    private final Set<String> entered = new HashSet<>();
    private final Schedule schedule;
    private final Surroundings surroundings;
    private final Fates fates;
    private final Tasks tasks;
    private final FunctionRuns functions;
    private final Application application;
    private final StepFunctions stepFunctions;
    private final SdkHttpClient http;
    private final People people;
    private final Rule rule;
    private boolean over;

    /** A world in which nothing has happened yet; it is the application's from now on. */
    public World(Application application, Schedule schedule) {
        this.application = application;
        this.schedule = schedule;
        SplittableRandom chance = new SplittableRandom(schedule.seed());
        surroundings = new Surroundings(agenda, chance.split(), application.models());
        fates = new Fates(this, schedule.disturbances());
        functions = new FunctionRuns(this, application, chance.split());
        tasks = new Tasks(
                this, functions, schedule.all(Disturbance.OfTask.class).toList());
        Set<OpenQuestion> yes = EnumSet.noneOf(OpenQuestion.class);
        for (OpenQuestion question : OpenQuestion.values()) {
            if (chance.nextBoolean()) {
                yes.add(question);
            }
        }
        stepFunctions = new StepFunctions(
                agenda, Settings.withSeed(schedule.seed()).answering(yes), tasks, this::changed, new Entries());
        people = new People(this, application, schedule.ground());
        rule = new Rule(
                this,
                application.provisionStopped(),
                schedule.all(Disturbance.Delivered.class).toList());
        stepFunctions.createStateMachine(name(Deployment.PROVISION), application.provision());
        stepFunctions.createStateMachine(name(Deployment.ROLLBACK), application.rollback());
        surroundings.serve(new StepFunctionsApi(stepFunctions));
        account().fate(fates::of);
        http = account().http();
        surroundings.behave(Surroundings.json(schedule.ground().outcome().controlPlane()));
        application.enter(this);
    }

    private static String name(String machineArn) {
        return machineArn.substring(machineArn.lastIndexOf(':') + 1);
    }

    /** Plays the schedule until everything is at rest, and says which promises were broken. */
    public List<Violation> play() {
        schedule.words().forEach(trace::tell);
        schedule.all(Disturbance.Lagging.class).forEach(surroundings::lag);
        schedule.all(Disturbance.DescribedLate.class).forEach(late -> stepFunctions.describeLate(late.by()));
        people.ask();
        Rest rest = new Rest(this);
        rest.await();
        for (Disturbance.Done done : schedule.all(Disturbance.Done.class).toList()) {
            if (done.moment() instanceof Moment.AfterRest(Duration after)) {
                pass(after);
                act(done.action());
                rest.await();
            }
        }
        for (Disturbance.NameAgain again :
                schedule.all(Disturbance.NameAgain.class).toList()) {
            pass(again.after());
            trace.tell("the same request comes again");
            people.askUnderTheSameName();
            rest.await();
        }
        endDisturbances();
        rest.await();
        new Judge(this).judge();
        new Answered(this).judge();
        new LastAudit(this).judge();
        new LastRollbacks(this).play();
        truth.judgeStrangers();
        return truth.violations();
    }

    private void endDisturbances() {
        trace.tell("all disturbances are over");
        over = true;
        fates.endAll();
        tasks.endAll();
        surroundings.strengthenRole();
        surroundings.lag(new Disturbance.Lagging(0, 0, 0));
        stepFunctions.describeLate(Duration.ZERO);
        rule.endAll();
        people.askUnfinished();
    }

    private final class Entries implements ExecutionObserver {
        @Override
        public void entered(String machine, String state) {
            trace.note(machine + " enters " + state);
            if (entered.add(state) && !over) {
                schedule.all(Disturbance.Done.class).forEach(done -> {
                    if (done.moment() instanceof Moment.AfterState(String of, Duration wait) && of.equals(state)) {
                        agenda.after(wait, () -> act(done.action()));
                    }
                });
            }
        }
    }

    private void changed(JsonNode event) {
        String arn = event.at("/detail/executionArn").textValue();
        String status = event.at("/detail/status").textValue();
        Execution execution = stepFunctions.execution(arn).orElseThrow();
        trace.tell(execution.name() + " of " + (arn.contains(":provision-") ? "provision" : "rollback") + " is "
                + status
                + (execution.isRunning()
                        ? ""
                        : " in " + execution.state()
                                + execution.error().map(error -> ": " + error).orElse("")
                                + execution
                                        .cause()
                                        .map(cause -> " " + Truth.shortened(cause))
                                        .orElse("")));
        if (!execution.isRunning()) {
            new Endings(this).ended(execution);
        }
        rule.deliver(event);
    }

    /** Somebody does something, unless all is over. */
    void act(Action action) {
        if (!over) {
            trace.tell("somebody " + action.words());
            // Whoever acts is no function, although one may be in the middle of a call.
            Deque<Actor> busy = new ArrayDeque<>(actors);
            actors.clear();
            try {
                people.act(action);
            } finally {
                actors.addAll(busy);
            }
        }
    }

    /** Lets time pass in the middle of whatever happens: everything else goes on. */
    void pass(Duration duration) {
        Deque<Actor> busy = new ArrayDeque<>(actors);
        actors.clear();
        try {
            agenda.runUntil(agenda.instant().plus(duration));
        } finally {
            actors.addAll(busy);
        }
    }

    void after(Duration delay, Runnable action) {
        agenda.after(delay, action);
    }

    void begin(Actor actor) {
        actors.push(actor);
    }

    void end(Actor actor) {
        actors.remove(actor);
    }

    Optional<Actor> actor() {
        return Optional.ofNullable(actors.peek());
    }

    /** Runs a function that no state calls. */
    TaskResult run(String function, JsonNode input) {
        TaskResult result = functions.run(function, function, Optional.empty(), input);
        if (result instanceof TaskResult.Failed(String error, String cause)) {
            trace.tell("    " + function + " fails: " + error + " " + Truth.shortened(cause));
        }
        return result;
    }

    Instant now() {
        return agenda.instant();
    }

    Agenda agenda() {
        return agenda;
    }

    AwsAccount account() {
        return surroundings.account();
    }

    Surroundings surroundings() {
        return surroundings;
    }

    SdkHttpClient http() {
        return http;
    }

    StepFunctions stepFunctions() {
        return stepFunctions;
    }

    Truth truth() {
        return truth;
    }

    Fates fates() {
        return fates;
    }

    /** What happened. */
    public Trace trace() {
        return trace;
    }

    /** Where functions called. */
    public List<Place> places() {
        return fates.seen();
    }

    /** The executions of provision, in the order of their start. */
    List<Execution> provisionings() {
        return stepFunctions.executions().stream()
                .filter(execution -> execution.stateMachineArn().equals(Deployment.PROVISION))
                .toList();
    }

    /** The execution of provision that is named by its ARN and start date. */
    Optional<Execution> provisioning(JsonNode named) {
        Optional<Instant> start =
                Optional.ofNullable(named.path("startDate").textValue()).map(Instant::parse);
        return provisionings().reversed().stream()
                .filter(execution -> execution.arn().equals(named.path("arn").asText()))
                .filter(execution -> start.isEmpty() || start.get().equals(execution.startDate()))
                .findFirst();
    }

    /** The executions of rollback, in the order of their start. */
    List<Execution> rollbacks() {
        return stepFunctions.executions().stream()
                .filter(execution -> execution.stateMachineArn().equals(Deployment.ROLLBACK))
                .toList();
    }

    /** What the ledger knows of an execution. */
    Optional<LedgerEntry> entry(Execution execution) {
        Deque<Actor> busy = new ArrayDeque<>(actors);
        actors.clear();
        try {
            return application.ledger().entry(execution.arn(), Optional.of(execution.startDate()));
        } finally {
            actors.addAll(busy);
        }
    }

    People people() {
        return people;
    }

    Optional<PlantedBug> planted() {
        return application.planted();
    }

    Schedule schedule() {
        return schedule;
    }

    /** What exists of a cluster or file system, as the control plane itself knows it. */
    Optional<JsonNode> resource(String arn) {
        return surroundings.resource(arn);
    }

    /**
     * The cluster that is counted on since an execution committed, if it did, is not closed, and the cluster exists.
     */
    Optional<JsonNode> countedOn(LedgerEntry entry) {
        return entry.closed()
                ? Optional.empty()
                : entry.success().map(Success::clusterArn).flatMap(this::resource);
    }

    Optional<String> arnOfCluster(String nameOrArn) {
        return surroundings.arnOfCluster(nameOrArn);
    }
}
