package hyperpod.rig.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Excerpt;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Remaining;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What an entry tells of rollbacks, and how it is closed. */
final class RollbackRecords {

    /** An execution creates three; a person can name more. */
    static final int MAX_REMAINING = 10;

    private static final int MAX_REASON = 300;
    private static final int MAX_NAME = 200;

    private final LedgerTable table;
    private final Locks locks;
    private final InstantSource clock;

    RollbackRecords(LedgerTable table, Locks locks, InstantSource clock) {
        this.table = table;
        this.locks = locks;
        this.clock = clock;
    }

    /** With the execution's last step, which is read first: a step that is written later is seen to be another. */
    void began(LedgerEntry entry, String arn, Confirmation confirmation) {
        RollbackRecord record = new RollbackRecord(arn, clock.instant(), confirmation, Optional.empty(), List.of());
        Change began = table.change(EntryKey.of(entry.execution()))
                .setOnce(json(record, lastStep(entry)), Attribute.ROLLBACKS, arn);
        oldest(entry, arn).ifPresent(oldest -> began.remove(Attribute.ROLLBACKS, oldest));
        table.applies(began.when(began.exists(Attribute.PARTITION)));
    }

    private static AttributeValue json(RollbackRecord record, Optional<AttributeValue> lastStep) {
        ObjectNode json = Json.MAPPER.valueToTree(record);
        lastStep.ifPresent(step -> json.put(Attribute.LAST_STEP, step.s()));
        return EntryItem.json(json);
    }

    private Optional<AttributeValue> lastStep(LedgerEntry entry) {
        return table.item(EntryKey.of(entry.execution()).item()).map(item -> item.get(Attribute.LAST_STEP));
    }

    /** The last step that was known when the rollback began, or is known now if nobody recorded that it began. */
    private Optional<AttributeValue> lastStepBefore(LedgerEntry entry, String arn) {
        Map<String, AttributeValue> item =
                table.item(EntryKey.of(entry.execution()).item()).orElse(Map.of());
        AttributeValue rollbacks = item.getOrDefault(Attribute.ROLLBACKS, AttributeValue.fromM(Map.of()));
        AttributeValue record = rollbacks.m().get(arn);
        return record == null
                ? Optional.ofNullable(item.get(Attribute.LAST_STEP))
                : EntryItem.member(record, Attribute.LAST_STEP).map(AttributeValue::fromS);
    }

    /** The rollback whose record gives way to that of another: the oldest that ended, as long as one did. */
    private static Optional<String> oldest(LedgerEntry entry, String arn) {
        List<RollbackRecord> records = entry.rollbacks();
        boolean isKnown = records.stream().anyMatch(record -> record.arn().equals(arn));
        return isKnown || records.size() < Ledger.MAX_ROLLBACKS
                ? Optional.empty()
                : records.stream()
                        .filter(record -> record.ended().isPresent())
                        .findFirst()
                        .or(() -> Optional.of(records.getFirst()))
                        .map(RollbackRecord::arn);
    }

    /** The last step stays in the record: whoever could not close the entry after it says the same again. */
    void ended(LedgerEntry entry, String arn, List<Remaining> remaining) {
        Instant now = clock.instant();
        RollbackRecord begun = entry.rollbacks().stream()
                .filter(record -> record.arn().equals(arn))
                .findFirst()
                .orElseGet(() -> new RollbackRecord(arn, now, Confirmation.NONE, Optional.empty(), List.of()));
        RollbackRecord record =
                new RollbackRecord(arn, begun.began(), begun.confirmation(), Optional.of(now), bounded(remaining));
        Optional<AttributeValue> step = lastStepBefore(entry, arn);
        Change ended = table.change(EntryKey.of(entry.execution())).set(json(record, step), Attribute.ROLLBACKS, arn);
        oldest(entry, arn).ifPresent(oldest -> ended.remove(Attribute.ROLLBACKS, oldest));
        table.applies(ended.when(ended.exists(Attribute.PARTITION)));
        if (remaining.isEmpty()) {
            Change close = closing(entry);
            close.when(step.map(before -> close.equal(Attribute.LAST_STEP, before))
                    .orElseGet(() -> close.absent(Attribute.LAST_STEP)));
            locks.releaseWith(close, entry);
        }
    }

    boolean close(LedgerEntry seen, String because) {
        Change close = closing(seen).setOnce(EntryItem.text(because), Attribute.CLOSED_BECAUSE);
        for (ResourceType type : ResourceType.values()) {
            if (!seen.intents().containsKey(type)) {
                close.when(close.absent(Attribute.intent(type)));
            }
        }
        if (!seen.committed()) {
            close.when(close.absent(Attribute.SUCCEEDED_AT));
        }
        return locks.releaseWith(close, seen);
    }

    private Change closing(LedgerEntry entry) {
        Change close = table.change(EntryKey.of(entry.execution()))
                .setOnce(EntryItem.time(clock.instant()), Attribute.CLOSED_AT)
                .remove(Attribute.OPEN);
        return close.when(close.exists(Attribute.PARTITION));
    }

    private static List<Remaining> bounded(List<Remaining> remaining) {
        return remaining.stream()
                .limit(MAX_REMAINING)
                .map(one -> new Remaining(
                        one.type(),
                        Excerpt.of(one.id(), MAX_NAME),
                        Excerpt.of(one.arn(), MAX_NAME),
                        one.status(),
                        one.reason().map(reason -> Excerpt.of(reason, MAX_REASON))))
                .toList();
    }
}
