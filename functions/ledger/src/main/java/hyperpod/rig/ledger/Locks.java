package hyperpod.rig.ledger;

import hyperpod.rig.core.ServiceUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The locks on clusters' names and on EKS clusters, each an item that names the execution that holds it. */
final class Locks {

    private static final String SORT = "lock";
    /** An execution may take its locks late, and two may close it: more than their calls together. */
    private static final int ATTEMPTS = 5;

    private final LedgerTable table;

    Locks(LedgerTable table) {
        this.table = table;
    }

    Optional<LockHolder> lock(LedgerEntry entry) {
        EntryKey me = EntryKey.of(entry.execution());
        Map<String, AttributeValue> name = clusterName(entry.clusterName());
        Map<String, AttributeValue> eks = eksCluster(entry.eksClusterArn());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Boolean> failed =
                    table.failedConditions(List.of(unlessTakenBack(me), taking(name, me), taking(eks, me)));
            if (failed.get(0)) {
                throw takenBack(entry);
            }
            if (!failed.contains(true)) {
                return Optional.empty();
            }
            Optional<LockHolder> holder =
                    failed.get(1) ? holder(LockHolder.CLUSTER_NAME, name) : holder(LockHolder.EKS_CLUSTER_ARN, eks);
            if (holder.isPresent()) {
                return holder;
            }
            // Whoever had it has released it in between.
        }
        throw new ServiceUnavailableException("The locks of cluster " + entry.clusterName()
                + " were taken and released by others each time. The call is repeated");
    }

    private TransactWriteItem unlessTakenBack(EntryKey me) {
        return TransactWriteItem.builder()
                .conditionCheck(LedgerTable.unlessTakenBack(table.change(me)).check())
                .build();
    }

    private RuntimeException takenBack(LedgerEntry entry) {
        return table.entry(EntryKey.of(entry.execution()))
                .<RuntimeException>map(now -> LedgerTable.takenBack(now, "create"))
                .orElseGet(() -> new UnknownExecutionException(entry.execution()));
    }

    private TransactWriteItem taking(Map<String, AttributeValue> lock, EntryKey me) {
        Change take = table.change(lock).set(me.reference(), Attribute.HOLDER);
        take.when(Change.either(take.absent(Attribute.HOLDER), take.equal(Attribute.HOLDER, me.reference())));
        return TransactWriteItem.builder().update(take.inTransaction()).build();
    }

    private Optional<LockHolder> holder(String what, Map<String, AttributeValue> lock) {
        return table.item(lock)
                .map(item -> item.get(Attribute.HOLDER))
                .map(EntryKey::parse)
                .flatMap(table::entry)
                .map(entry -> new LockHolder(what, entry));
    }

    void takeOver(LedgerEntry entry, LockHolder stale) {
        EntryKey me = EntryKey.of(entry.execution());
        Map<String, AttributeValue> lock = switch (stale.what()) {
            case LockHolder.CLUSTER_NAME -> clusterName(entry.clusterName());
            case LockHolder.EKS_CLUSTER_ARN -> eksCluster(entry.eksClusterArn());
            default -> throw new IllegalArgumentException("no such lock: " + stale.what());
        };
        Change take = table.change(lock).set(me.reference(), Attribute.HOLDER);
        take.when(take.equal(
                Attribute.HOLDER, EntryKey.of(stale.entry().execution()).reference()));
        List<Boolean> failed = table.failedConditions(List.of(
                unlessTakenBack(me),
                TransactWriteItem.builder().update(take.inTransaction()).build()));
        if (failed.get(0)) {
            throw takenBack(entry);
        }
    }

    /**
     * Makes the change of an entry after which its execution takes no lock any more, and releases those that it holds,
     * in one transaction: what could not be released is not closed.
     *
     * @return whether the change's condition held
     */
    boolean releaseWith(Change change, LedgerEntry entry) {
        EntryKey me = EntryKey.of(entry.execution());
        Map<String, AttributeValue> name = clusterName(entry.clusterName());
        Map<String, AttributeValue> eks = eksCluster(entry.eksClusterArn());
        boolean hasName = true;
        boolean hasEks = true;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Boolean> failed = table.failedConditions(List.of(
                    TransactWriteItem.builder().update(change.inTransaction()).build(),
                    releasing(name, me, hasName),
                    releasing(eks, me, hasEks)));
            if (failed.get(0)) {
                return false;
            }
            if (!failed.contains(true)) {
                return true;
            }
            hasName ^= failed.get(1);
            hasEks ^= failed.get(2);
        }
        throw new ServiceUnavailableException("The locks of cluster " + entry.clusterName()
                + " were taken and released by others each time. The call is repeated");
    }

    private TransactWriteItem releasing(Map<String, AttributeValue> lock, EntryKey me, boolean held) {
        Change release = table.change(lock);
        if (held) {
            release.remove(Attribute.HOLDER).when(release.equal(Attribute.HOLDER, me.reference()));
            return TransactWriteItem.builder().update(release.inTransaction()).build();
        }
        release.when(
                Change.either(release.absent(Attribute.HOLDER), release.differs(Attribute.HOLDER, me.reference())));
        return TransactWriteItem.builder().conditionCheck(release.check()).build();
    }

    void markNewest(String clusterName, EntryKey me) {
        Change mark = table.change(clusterName(clusterName)).set(me.reference(), Attribute.NEWEST);
        mark.when(Change.either(mark.absent(Attribute.NEWEST), mark.before(Attribute.NEWEST, me.reference())));
        table.applies(mark);
    }

    void markAsked(String clusterName, String executionName) {
        table.applies(table.change(clusterName(clusterName)).set(EntryItem.text(executionName), Attribute.ASKED));
    }

    Optional<String> newestAsked(String clusterName) {
        return table.item(clusterName(clusterName))
                .map(item -> item.get(Attribute.ASKED))
                .map(AttributeValue::s);
    }

    Optional<LedgerEntry> ofCluster(String clusterName) {
        return table.item(clusterName(clusterName))
                .flatMap(lock -> Stream.of(Attribute.HOLDER, Attribute.NEWEST)
                        .flatMap(name -> Optional.ofNullable(lock.get(name)).stream())
                        .findFirst()
                        .flatMap(reference -> table.entry(EntryKey.parse(reference))));
    }

    private static Map<String, AttributeValue> clusterName(String name) {
        return EntryKey.item("cluster#" + name, SORT);
    }

    private static Map<String, AttributeValue> eksCluster(String arn) {
        return EntryKey.item("eks#" + arn, SORT);
    }
}
