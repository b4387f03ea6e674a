package hyperpod.rig.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.NotConfirmedException;
import hyperpod.rig.core.Remaining;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What each execution meant, made, whether it succeeded, gave up, is being taken back, is closed. It decides by
 * conditional writes: which of two executions may use a name, and whether an execution succeeds or is taken back first.
 *
 * <p>Every write may be repeated. Reads are strongly consistent, but those of {@link #open}. A write or read that
 * DynamoDB throttles or fails ends with the SDK's exception, which the handler's edge sorts, or with
 * {@link hyperpod.rig.core.ServiceUnavailableException}: nothing may then be created or deleted.
 *
 * <p>An execution whose start date is not given is the newest of its name. Writes for an execution that the ledger does
 * not know end with {@link UnknownExecutionException}, but {@link #failed}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html">Condition
 *     expressions</a>
 */
public final class Ledger {

    /** Of how many rollbacks an entry tells; older ones give way to newer ones. */
    public static final int MAX_ROLLBACKS = 5;

    private static final int PAGE = 100;

    private final LedgerTable table;
    private final Locks locks;
    private final RollbackRecords rollbacks;
    private final InstantSource clock;

    /** The ledger in this table, whose template resource is {@code Ledger}. */
    public Ledger(DynamoDbClient dynamoDb, String table, InstantSource clock) {
        this.table = new LedgerTable(dynamoDb, table);
        locks = new Locks(this.table);
        rollbacks = new RollbackRecords(this.table, locks, clock);
        this.clock = clock;
    }

    /** The ledger of a function, whose table is in {@code LEDGER_TABLE}. */
    public static Ledger of(FunctionEnvironment environment) {
        return new Ledger(
                environment.client(DynamoDbClient.builder()),
                environment.required("LEDGER_TABLE"),
                environment.clock());
    }

    /** Records what is asked for under an execution's name, unless something was; returns what is recorded. */
    public AskedRequest asked(String executionName, String digest, String requestedBy) {
        return table.asked(executionName, new AskedRequest(digest, requestedBy, now()));
    }

    /** Records the execution that is about to be started for a cluster's name: its entry begins some seconds later. */
    public void markAsked(String clusterName, String executionName) {
        locks.markAsked(clusterName, executionName);
    }

    /** The execution that {@link #markAsked} named last for a cluster's name; it may not have been started. */
    public Optional<String> newestAsked(String clusterName) {
        return locks.newestAsked(clusterName);
    }

    /**
     * Begins the entry of an execution, and marks it as the newest of its cluster's name. What was begun before stays
     * as it is.
     *
     * @param request the request without its envelope, of which {@code clusterName} and {@code eksClusterArn} are there
     * @throws hyperpod.rig.core.InvalidRequestException if the request has more than the ledger can hold
     */
    public LedgerEntry begin(Execution execution, JsonNode request) {
        EntryKey key = EntryKey.of(execution);
        String digest = RequestDigest.of(request);
        Optional<String> requestedBy = table.asked(execution.name())
                .filter(asked -> asked.digest().equals(digest))
                .map(AskedRequest::requestedBy);
        String clusterName = request.path("clusterName").textValue();
        Change begin = table.change(key)
                .set(EntryItem.text(execution.arn()), Attribute.EXECUTION_ARN)
                .set(EntryItem.time(key.start()), Attribute.START_DATE)
                .set(EntryItem.text(clusterName), Attribute.CLUSTER_NAME)
                .set(EntryItem.text(request.path("eksClusterArn").textValue()), Attribute.EKS_CLUSTER_ARN)
                .set(EntryItem.text(digest), Attribute.REQUEST_DIGEST)
                .set(EntryItem.request(request), Attribute.REQUEST)
                .set(AttributeValue.fromM(Map.of()), Attribute.ROLLBACKS)
                .set(EntryItem.text(Attribute.OPEN_VALUE), Attribute.OPEN);
        requestedBy.ifPresent(by -> begin.set(EntryItem.text(by), Attribute.REQUESTED_BY));
        begin.when(begin.absent(Attribute.PARTITION));
        table.applies(begin);
        locks.markNewest(clusterName, key);
        return table.entry(key).orElseThrow(() -> new UnknownExecutionException(execution));
    }

    /**
     * Locks the cluster's name and the EKS cluster for the execution, both or none.
     *
     * @return who holds one of them; empty if both are this execution's now, or were
     * @throws ExecutionTakenBackException if the execution gave up, or is being taken back, or is closed
     */
    public Optional<LockHolder> lock(Execution execution) {
        return locks.lock(known(execution));
    }

    /**
     * Takes over one lock of an execution that does not need it any more. Nothing happens if another one was faster:
     * {@link #lock} says who.
     */
    public void takeOver(Execution execution, LockHolder stale) {
        locks.takeOver(known(execution), stale);
    }

    /**
     * Says what the execution is about to create. What it said first stays, until {@link #refused} takes it back.
     *
     * @throws ExecutionTakenBackException if the execution gave up, or is being taken back, or is closed
     */
    public void intend(Execution execution, Intent intent) {
        EntryKey key = key(execution);
        Change intend = table.change(key)
                .setOnce(EntryItem.json(intent), Attribute.intent(intent.type()))
                .set(EntryItem.text(step(intent)), Attribute.LAST_STEP)
                .include(step(intent), Attribute.attempts(intent.type()));
        if (!table.applies(LedgerTable.unlessTakenBack(intend))) {
            throw takenBack(execution, key, "create");
        }
    }

    private static String step(Intent intent) {
        return intent.type() + " " + intent.at();
    }

    /**
     * Takes back what the execution was about to create, because AWS refused the call for sure. Nothing happens if an
     * attempt before or after this one meant it too: that one may have created it.
     */
    public void refused(Execution execution, Intent intent) {
        String attempts = Attribute.attempts(intent.type());
        Change refused = table.change(key(execution))
                .remove(Attribute.intent(intent.type()))
                .remove(attempts);
        table.applies(refused.when(refused.equal(Attribute.intent(intent.type()), EntryItem.json(intent)))
                .when(refused.equal(attempts, AttributeValue.fromSs(List.of(step(intent)))))
                .when(refused.absent(Attribute.created(intent.type()))));
    }

    /** Records what a creating call answered. An execution that was closed is open again: something of it exists. */
    public void created(Execution execution, ResourceType type, String id, String arn) {
        Change created = table.change(key(execution))
                .set(EntryItem.json(new Created(id, arn, now())), Attribute.created(type))
                .set(EntryItem.text(Attribute.OPEN_VALUE), Attribute.OPEN)
                .remove(Attribute.CLOSED_AT)
                .remove(Attribute.CLOSED_BECAUSE);
        applyToKnown(created, execution);
    }

    /**
     * Gives up, for good: it cannot succeed any more, unless it did. The first failure stays. Nothing happens if the
     * ledger does not know the execution: it meant nothing.
     */
    public void failed(Execution execution, Failure failure) {
        Optional<LedgerEntry> entry = entry(execution.arn(), execution.startDate());
        if (entry.isPresent()) {
            Change failed = table.change(EntryKey.of(entry.get().execution()))
                    .setOnce(EntryItem.json(failure), Attribute.FAILURE)
                    .setOnce(EntryItem.time(now()), Attribute.FAILED_AT);
            applyToKnown(failed, execution);
        }
    }

    /**
     * Commits the execution: what it created is counted on from now on.
     *
     * @throws ExecutionTakenBackException if the execution gave up, or is being taken back, or is closed
     */
    public void succeeded(Execution execution, Success success) {
        EntryKey key = key(execution);
        Change succeeded = table.change(key)
                .setOnce(EntryItem.json(success), Attribute.SUCCESS)
                .setOnce(EntryItem.time(now()), Attribute.SUCCEEDED_AT)
                .set(EntryItem.text("succeeded " + now()), Attribute.LAST_STEP);
        if (!table.applies(LedgerTable.unlessTakenBack(succeeded))
                && !table.entry(key).map(LedgerEntry::committed).orElse(false)) {
            throw takenBack(execution, key, "succeed");
        }
    }

    /** Records that a rollback of the execution began. */
    public void rollbackBegan(Execution execution, String rollbackArn, Confirmation confirmation) {
        rollbacks.began(known(execution), rollbackArn, confirmation);
    }

    /**
     * Says that a delete call is about to be made: from now on the execution can neither create nor succeed.
     *
     * @param rollbackArn the rollback that makes the call
     * @param confirmed whether a person confirmed that what stands is deleted
     * @throws NotConfirmedException if nobody did and the execution succeeded
     */
    public void deleting(Execution execution, ResourceType type, String rollbackArn, boolean confirmed) {
        EntryKey key = key(execution);
        Change deleting = table.change(key).include(EntryItem.deletion(type, rollbackArn), Attribute.DELETING);
        deleting.when(deleting.exists(Attribute.PARTITION));
        if (!confirmed) {
            deleting.when(deleting.absent(Attribute.SUCCEEDED_AT));
        }
        if (!table.applies(deleting)) {
            LedgerEntry entry = table.entry(key).orElseThrow(() -> new UnknownExecutionException(execution));
            throw new NotConfirmedException("execution " + execution.name() + " succeeded at "
                    + entry.succeededAt().map(Instant::toString).orElse("an unknown time")
                    + ": what it created is counted on and is not deleted. Start rollback with"
                    + " \"artifactsSynchronised\": true to delete it all the same");
        }
    }

    /** Takes that back, because AWS refused this rollback's call for sure. What another rollback said stays. */
    public void deletionRefused(Execution execution, ResourceType type, String rollbackArn) {
        Change refused =
                table.change(key(execution)).exclude(EntryItem.deletion(type, rollbackArn), Attribute.DELETING);
        applyToKnown(refused, execution);
    }

    /**
     * Records that a rollback came to its end, and the first {@value RollbackRecords#MAX_REMAINING} resources that
     * remain. If none do, closes the entry and releases the locks that the execution holds, unless it meant something
     * more, or succeeded, since the rollback began.
     */
    public void rollbackEnded(Execution execution, String rollbackArn, List<Remaining> remaining) {
        rollbacks.ended(known(execution), rollbackArn, remaining);
    }

    /**
     * Closes an entry of which nothing remains although no rollback took it back, and releases the locks that the
     * execution holds.
     *
     * @param seen the entry as it was when nothing remained
     * @param because why it is closed, in a sentence
     * @return whether it is closed now; not if the execution meant something more since then, or succeeded
     */
    public boolean close(LedgerEntry seen, String because) {
        return rollbacks.close(seen, because);
    }

    /** Records the newest audit of the network of what the execution created. */
    public void audited(Execution execution, DriftRecord drift) {
        applyToKnown(table.change(key(execution)).set(EntryItem.json(drift), Attribute.DRIFT), execution);
    }

    /** The entry of an execution: with this start date, or the newest of its name. Empty if the ledger knows none. */
    public Optional<LedgerEntry> entry(String executionArn, Optional<Instant> startDate) {
        String name = executionArn.substring(executionArn.lastIndexOf(':') + 1);
        return startDate
                .map(start -> table.entry(new EntryKey(name, start)))
                .orElseGet(() -> table.newest(name))
                .filter(entry -> entry.execution().arn().equals(executionArn));
    }

    /** The entry that holds the lock on the cluster's name, else the newest that named it. */
    public Optional<LedgerEntry> ofCluster(String clusterName) {
        return locks.ofCluster(clusterName);
    }

    /**
     * Entries that are not closed, by the names of their clusters; what was written just now may be missing.
     *
     * @param nextToken that of the page before
     * @param limit 1 to 1,000
     * @throws hyperpod.rig.core.InvalidRequestException if the token is none of this list
     */
    public Page<LedgerEntry> open(Optional<String> nextToken, int limit) {
        return table.open(nextToken, limit);
    }

    /** All of these entries, a page after the other as they are asked for. */
    public Stream<LedgerEntry> open() {
        return Stream.iterate(
                        Optional.of(open(Optional.empty(), PAGE)),
                        Optional::isPresent,
                        page -> page.flatMap(Page::nextToken).map(token -> open(Optional.of(token), PAGE)))
                .flatMap(page -> page.orElseThrow().items().stream());
    }

    private Instant now() {
        return clock.instant();
    }

    private LedgerEntry known(Execution execution) {
        return entry(execution.arn(), execution.startDate())
                .orElseThrow(() -> new UnknownExecutionException(execution));
    }

    private EntryKey key(Execution execution) {
        return execution.startDate().isPresent()
                ? EntryKey.of(execution)
                : EntryKey.of(known(execution).execution());
    }

    private void applyToKnown(Change change, Execution execution) {
        if (!table.applies(change.when(change.exists(Attribute.PARTITION)))) {
            throw new UnknownExecutionException(execution);
        }
    }

    private RuntimeException takenBack(Execution execution, EntryKey key, String verb) {
        return table.entry(key)
                .<RuntimeException>map(entry -> LedgerTable.takenBack(entry, verb))
                .orElseGet(() -> new UnknownExecutionException(execution));
    }
}
