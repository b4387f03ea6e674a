package hyperpod.rig.ledger;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.InvalidRequestException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Where an execution's entry stands: its name and its start date, because Step Functions gives a name again after 90
 * days.
 *
 * @param name the execution's name
 * @param start when it started, to the millisecond, as Step Functions tells it
 */
record EntryKey(String name, Instant start) {

    /** Of one length, so that texts are in the order of times. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final String SORT = "start#";

    static EntryKey of(Execution execution) {
        return new EntryKey(
                execution.name(),
                execution
                        .startDate()
                        .orElseThrow(() -> new InvalidRequestException(
                                "execution.startDate is missing: the ledger knows an execution by its name and its start date,"
                                        + " which the state machine gives (see events/stepfunctions)")));
    }

    /** The key of an item of the table. */
    static Map<String, AttributeValue> item(String partition, String sort) {
        return Map.of(Attribute.PARTITION, AttributeValue.fromS(partition), Attribute.SORT, AttributeValue.fromS(sort));
    }

    static String partition(String executionName) {
        return "execution#" + executionName;
    }

    static String text(Instant time) {
        return TIME.format(time);
    }

    Map<String, AttributeValue> item() {
        return item(partition(name), SORT + text(start));
    }

    /** As locks name an execution: the start date first, so that of two texts the later execution's is greater. */
    AttributeValue reference() {
        return AttributeValue.fromS(text(start) + " " + name);
    }

    static EntryKey parse(AttributeValue reference) {
        String[] parts = reference.s().split(" ", 2);
        return new EntryKey(parts[1], Instant.parse(parts[0]));
    }

    /** Of the sort keys under an execution's name, the first that is no entry's is greater than all that are. */
    static AttributeValue sortPrefix() {
        return AttributeValue.fromS(SORT);
    }
}
