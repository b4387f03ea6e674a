package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.sandbox.schedules.Ground;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.TaskCall;
import hyperpod.rig.sandbox.statemachines.TaskResult;
import hyperpod.rig.testkit.Call;
import java.time.Duration;
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

    /** Their tags by their ARNs. */
    private final Map<String, JsonNode> strangers = new LinkedHashMap<>();

    private final Set<String> deletedByHand = new LinkedHashSet<>();
    private final Set<Execution> audited = new LinkedHashSet<>();
    /** Those that were committed. */
    private final Set<Execution> counted = new LinkedHashSet<>();

    private final Set<Execution> confirmed = new LinkedHashSet<>();
    /** Since when something that an execution made is being deleted. */
    private final Map<Execution, Instant> takenBackSince = new HashMap<>();

    private final List<String> reports = new ArrayList<>();
    /** When each rang last. */
    private final Map<String, Instant> alarms = new LinkedHashMap<>();

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

    /** What was created without the application, with these tags. */
    void strangersOwn(String arn, JsonNode tags) {
        strangers.put(arn, tags);
    }

    /** What is not the application's is as it was. */
    void judgeStrangers() {
        strangers.forEach((arn, tags) -> {
            if (world.resource(arn).isEmpty()) {
                if (!deletedByHand.contains(arn)) {
                    violated(Violation.Kind.FOREIGN_TOUCHED, arn + " of a stranger is gone");
                }
            } else if (!world.surroundings().tags(arn).equals(tags)) {
                violated(Violation.Kind.FOREIGN_TOUCHED, "the tags of " + arn + " of a stranger were changed");
            }
        });
    }

    /**
     * Whether something of a stranger's carries the execution's tags: it may be the execution's, for all that is known.
     */
    boolean hasLookAlikes(Execution execution) {
        return strangers.keySet().stream()
                .anyMatch(arn ->
                        world.resource(arn).isPresent() && world.surroundings().isTagged(arn, execution.name()));
    }

    /** Whether a function made something for it. */
    boolean hasMade(Execution execution) {
        return made.values().stream().anyMatch(one -> one.by() == execution);
    }

    /**
     * Whether SageMaker began to delete the execution's cluster and cannot end it, because the role of its nodes was
     * weak meanwhile: no other call helps, and what the cluster may use stays with it. Whether AWS would go on when the
     * role is as before is not documented. Who deletes a cluster whose role is weak is judged at the call.
     */
    boolean hangs(Made one) {
        return made.values().stream()
                .filter(other -> other.by() == one.by())
                .flatMap(other -> world.resource(other.arn()).stream())
                .anyMatch(resource -> resource.path("ClusterStatus").asText().equals("Deleting"));
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

    /** What was said of resources that are left. */
    List<String> reports() {
        return reports;
    }

    /** The alarms that rang. */
    Set<String> alarms() {
        return alarms.keySet();
    }

    boolean hasRung(String metric, Instant since) {
        return alarms.containsKey(metric) && !alarms.get(metric).isBefore(since);
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
                .filter(actor.began()::isAfter)
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
        Optional<Execution> subject = world.provisioning(actor.input().path("execution"));
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
                && !wasRedrivenSince(
                        known.by(), actor.began().minus(world.schedule().describedLateBy()))
                && world.entry(known.by()).filter(LedgerEntry::gaveUp).isEmpty()) {
            violated(
                    Violation.Kind.FOREIGN_TOUCHED,
                    actor + " deletes " + arn + ", on which a running execution counts");
        }
    }

    /** Whether Step Functions may have told a look that began then of the time before the redrive. */
    private static boolean wasRedrivenSince(Execution execution, Instant moment) {
        return execution.redriveDate().filter(date -> !date.isBefore(moment)).isPresent();
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
                world.provisioning(actor.input().path("execution"))
                        .ifPresent(execution -> takenBackSince.putIfAbsent(execution, world.now()));
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
        if (type.equals("Orphaned Resources Found") || type.equals("Disputed Resources Found")) {
            reports.add(event.path("Detail").asText());
        }
        world.trace()
                .tell("    event: " + type + " "
                        + shortened(event.path("Detail").asText()));
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
        if (counted.add(execution) && !confirmed.contains(execution)) {
            made.values().stream()
                    .filter(one -> one.by() == execution && one.arn().contains(":sagemaker:"))
                    .filter(one -> !deletedByHand.contains(one.arn()))
                    .filter(one -> world.resource(one.arn())
                            .filter(cluster ->
                                    cluster.path("ClusterStatus").asText().equals("InService"))
                            .isEmpty())
                    .forEach(one -> violated(
                            Violation.Kind.MISREPORTED,
                            execution.name() + " is committed, and " + one.arn() + " is gone, or is being deleted"));
        }
        if (world.schedule().ground().files() != Ground.Files.LINKED) {
            return;
        }
        for (Made one : made.values()) {
            Optional<JsonNode> fileSystem = world.resource(one.arn())
                    .filter(_ -> one.by() == execution && one.arn().contains(":fsx:"));
            if (fileSystem.isPresent()
                    && fileSystem.get().path("DataRepositoryAssociations").isEmpty()
                    && !linkVanishedSince(world.now().minus(oldestLook(execution)))) {
                violated(
                        Violation.Kind.MISREPORTED,
                        execution.name() + " is committed, and the link of " + one.id() + " is gone");
            }
        }
    }

    /** A redriven execution goes on where it was stopped: it looks again only if its last look is older than this. */
    private Duration oldestLook(Execution execution) {
        Duration oldest = Duration.ofMinutes(31);
        boolean goesOn = wasRedrivenSince(execution, world.now().minus(oldest));
        return goesOn ? oldest : Duration.ofSeconds(30);
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
            if (subject.endsWith("rollback INCOMPLETE, costs money")) {
                reports.add(call.arguments().path("Message").asText());
            }
            world.trace().tell("    message: " + subject);
        } else if (call.resource().endsWith(":putMetricData")) {
            call.arguments()
                    .path("MetricData")
                    .forEach(metric -> rung(metric.path("MetricName").asText()));
        }
    }

    /** An alarm rings. */
    void rung(String metric) {
        alarms.put(metric, world.now());
        world.trace().tell("    alarm: " + metric);
    }

    static String shortened(String text) {
        String sorted = MemberOrder.sorted(text);
        return sorted.length() <= 300 ? sorted : sorted.substring(0, 300) + "...";
    }
}
