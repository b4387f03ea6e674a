package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.sandbox.schedules.Ground;
import hyperpod.rig.sandbox.schedules.deployment.Deployment;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.TaskCall;
import hyperpod.rig.sandbox.statemachines.TaskResult;
import hyperpod.rig.testkit.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What really happened, seen from outside the application: who made what, who deleted what, what was said. */
final class Truth {

    private static final Set<String> CREATING =
            Set.of("CreateCluster", "CreateFileSystem", "CreateDataRepositoryAssociation");

    private final World world;
    /** By ARN. */
    private final Map<String, Made> made = new LinkedHashMap<>();

    private final Map<String, JsonNode> strangers = new LinkedHashMap<>();
    private final Set<String> deletedByHand = new LinkedHashSet<>();
    private final Set<Execution> audited = new LinkedHashSet<>();
    private final Set<Execution> confirmed = new LinkedHashSet<>();
    /** Since when something that an execution made is being deleted. */
    private final Map<Execution, Instant> takenBackSince = new HashMap<>();
    private final List<String> messages = new ArrayList<>();
    private final Set<String> alarms = new LinkedHashSet<>();
    private final List<Violation> violations = new ArrayList<>();
    private Optional<Instant> linkDeleted = Optional.empty();

    /** A cluster or file system that a function made for an execution. */
    record Made(String arn, String id, Execution by, Instant at) {}

    Truth(World world) {
        this.world = world;
    }

    List<Made> made() {
        return List.copyOf(made.values());
    }

    Map<String, JsonNode> strangers() {
        return strangers;
    }

    /** What was created without the application, as it was then. */
    void strangersOwn(String arn) {
        world.resource(arn).ifPresent(resource -> strangers.put(arn, resource));
    }

    void deletedByHand(String arn) {
        deletedByHand.add(arn);
    }

    boolean wasDeletedByHand(String arn) {
        return deletedByHand.contains(arn);
    }

    /** Somebody confirmed the deletion of what an execution made. */
    void confirmed(Execution execution) {
        confirmed.add(execution);
    }

    /** Whether what it made is being deleted, or is gone, because somebody confirmed it. */
    boolean isBeingDeleted(Execution execution) {
        return confirmed.contains(execution) && takenBackSince.containsKey(execution);
    }

    boolean wasAudited(Execution execution) {
        return audited.contains(execution);
    }

    List<String> messages() {
        return messages;
    }

    Set<String> alarms() {
        return alarms;
    }

    List<Violation> violations() {
        return violations;
    }

    void violated(Violation.Kind kind, String words) {
        violations.add(new Violation(kind, words));
        world.trace().tell("!!! " + kind + ": " + words);
    }

    /** Called before each effect of a function's call. */
    void before(Actor actor, Call call) {
        if (CREATING.contains(call.operation())) {
            creating(actor, call);
        } else if (call.operation().equals("DeleteCluster")) {
            deleting(actor, world.arnOfCluster(call.body().path("ClusterName").asText()));
        } else if (call.operation().equals("DeleteFileSystem")) {
            deleting(
                    actor,
                    world.surroundings()
                            .arnOfFileSystem(call.body().path("FileSystemId").asText()));
        }
    }

    /** What is taken back creates nothing more, but for the calls that were on their way. */
    private void creating(Actor actor, Call call) {
        Execution execution =
                actor.executionArn().flatMap(world.stepFunctions()::execution).orElseThrow();
        if (world.entry(execution).filter(LedgerEntry::closed).isPresent()) {
            violated(
                    Violation.Kind.WRONG_STATUS,
                    actor + " calls " + call.operation() + " for " + execution.name()
                            + ", of which the ledger says that nothing remains");
        }
        if (Optional.ofNullable(takenBackSince.get(execution))
                .filter(actor.begin()::isAfter)
                .isPresent()) {
            violated(
                    Violation.Kind.WRONG_STATUS,
                    actor + " calls " + call.operation() + " for " + execution.name()
                            + ", which is being taken back since " + takenBackSince.get(execution));
        }
    }

    private void deleting(Actor actor, Optional<String> target) {
        if (target.isEmpty()) {
            return;
        }
        String arn = target.get();
        world.trace().tell("    " + actor + " deletes " + arn);
        Optional<Execution> subject = subject(actor);
        Made known = made.get(arn);
        if (known == null) {
            violated(
                    Violation.Kind.FOREIGN_TOUCHED, actor + " deletes " + arn + ", which the application did not make");
            return;
        }
        if (subject.isEmpty() || known.by() != subject.get()) {
            violated(
                    Violation.Kind.FOREIGN_TOUCHED,
                    actor + " deletes " + arn + " of " + known.by().name() + " for "
                            + subject.map(Execution::name).orElse("nobody"));
            return;
        }
        boolean weak = world.surroundings()
                .roleIsWeakSince()
                .filter(since -> since.isBefore(world.now().minusSeconds(60)))
                .isPresent();
        if (weak && arn.contains(":sagemaker:")) {
            violated(Violation.Kind.WRONG_STATUS, actor + " deletes " + arn + ", whose nodes' role cannot let it end");
        }
        if (confirmed.contains(known.by())) {
            return;
        }
        if (world.entry(known.by()).filter(LedgerEntry::committed).isPresent()) {
            violated(
                    Violation.Kind.FOREIGN_TOUCHED,
                    actor + " deletes " + arn + ", which was committed, and nobody confirmed it");
        } else if (known.by().isRunning()
                && known.by().redriveCount() == 0
                && world.entry(known.by()).filter(LedgerEntry::gaveUp).isEmpty()) {
            violated(
                    Violation.Kind.FOREIGN_TOUCHED,
                    actor + " deletes " + arn + ", on which a running execution counts");
        }
    }

    /** The execution that a rollback works for. */
    private Optional<Execution> subject(Actor actor) {
        String arn = actor.input().at("/execution/arn").asText();
        Optional<Instant> start = Optional.ofNullable(
                        actor.input().at("/execution/startDate").textValue())
                .map(Instant::parse);
        return world.stepFunctions().executions().reversed().stream()
                .filter(execution -> execution.arn().equals(arn))
                .filter(execution -> start.isEmpty() || start.get().equals(execution.startDate()))
                .findFirst();
    }

    /** Called after each effect of a function's call. */
    void after(Actor actor, Call call, JsonNode answer) {
        switch (call.operation()) {
            case "CreateCluster" ->
                made(
                        actor,
                        answer.path("ClusterArn").asText(),
                        call.body().path("ClusterName").asText());
            case "CreateFileSystem" -> {
                JsonNode fileSystem = answer.path("FileSystem");
                made(
                        actor,
                        fileSystem.path("ResourceARN").asText(),
                        fileSystem.path("FileSystemId").asText());
            }
            case "DeleteCluster", "DeleteFileSystem" ->
                subject(actor).ifPresent(execution -> takenBackSince.putIfAbsent(execution, world.now()));
            case "PutEvents" -> call.body().path("Entries").forEach(this::published);
            default -> {}
        }
    }

    private void made(Actor actor, String arn, String id) {
        Execution by =
                actor.executionArn().flatMap(world.stepFunctions()::execution).orElseThrow();
        if (made.putIfAbsent(arn, new Made(arn, id, by, world.now())) == null) {
            world.trace().tell("    " + actor + " makes " + arn);
        }
    }

    private void published(JsonNode event) {
        String type = event.path("DetailType").asText();
        said(type + " " + event.path("Detail").asText());
        world.trace()
                .tell("    event: " + type + " "
                        + shortened(event.path("Detail").asText()));
    }

    private void said(String message) {
        messages.add(message);
    }

    /** A function ran for a state. */
    void ran(TaskCall call, String function, TaskResult result) {
        switch (result) {
            case TaskResult.Succeeded(JsonNode output) -> {
                world.trace().note(function + " answers " + output);
                if (call.state().equals("RecordSuccess")) {
                    committed(call);
                }
                if (call.state().equals("VerifyEgressLockdown")
                        && output.path("policyHolds").asBoolean()) {
                    world.stepFunctions().execution(call.executionArn()).ifPresent(audited::add);
                }
            }
            case TaskResult.Failed(String error, String cause) ->
                world.trace().tell("    " + call.state() + " fails: " + error + " " + shortened(cause));
            default -> throw new IllegalStateException("a function either answers or fails");
        }
    }

    /** What is counted on from now on is there: the cluster, and with it the link that was asked for. */
    private void committed(TaskCall call) {
        Execution execution =
                world.stepFunctions().execution(call.executionArn()).orElseThrow();
        if (world.schedule().ground().files() != Ground.Files.LINKED) {
            return;
        }
        for (Made one : made.values()) {
            Optional<JsonNode> fileSystem = world.resource(one.arn())
                    .filter(_ -> one.by() == execution && one.arn().contains(":fsx:"));
            if (fileSystem.isPresent()
                    && fileSystem.get().path("DataRepositoryAssociations").isEmpty()
                    && !linkVanishedSince(world.now().minusSeconds(30))) {
                violated(
                        Violation.Kind.MISREPORTED,
                        execution.name() + " is committed, and the link of " + one.id() + " is gone");
            }
        }
    }

    /** Whether the link vanished too late for a look before the commit. */
    private boolean linkVanishedSince(Instant moment) {
        return linkDeleted.filter(deleted -> !deleted.isBefore(moment)).isPresent();
    }

    void linkDeleted() {
        linkDeleted = linkDeleted.or(() -> Optional.of(world.now()));
    }

    /** A task of a service has its effect. */
    void integrated(TaskCall call) {
        if (call.resource().endsWith(":sns:publish")) {
            String subject = call.arguments().path("Subject").asText();
            said(subject + "\n" + call.arguments().path("Message").asText());
            world.trace().tell("    message: " + subject);
        } else if (call.resource().endsWith(":putMetricData")) {
            call.arguments()
                    .path("MetricData")
                    .forEach(metric -> rung(metric.path("MetricName").asText()));
        }
    }

    /** An alarm rings. */
    void rung(String metric) {
        alarms.add(metric);
        world.trace().tell("    alarm: " + metric);
    }

    /** An execution of provision ended. */
    void ended(Execution execution) {
        String error = execution.error().orElse("");
        if (!execution.stateMachineArn().equals(Deployment.PROVISION)
                || !error.equals("ProvisioningFailed")
                || execution.status() != hyperpod.rig.sandbox.statemachines.ExecutionStatus.FAILED) {
            return;
        }
        made.values().stream()
                .filter(one ->
                        one.by() == execution && world.resource(one.arn()).isPresent())
                .forEach(one -> violated(
                        Violation.Kind.MISREPORTED,
                        execution.name() + " says that nothing remains, and " + one.arn() + " exists"));
    }

    static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "...";
    }
}
