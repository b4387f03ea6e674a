package hyperpod.rig.ledger;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An execution's item: what is more than a text is in it as JSON, and the request compressed. */
final class EntryItem {

    /** An item holds 400 KB. This leaves room for what is written later, of which the ends of rollbacks must fit. */
    private static final int MAX_COMPRESSED_REQUEST = 96 * 1024;

    private final Map<String, AttributeValue> item;

    private EntryItem(Map<String, AttributeValue> item) {
        this.item = item;
    }

    static LedgerEntry read(Map<String, AttributeValue> item) {
        return new EntryItem(item).entry();
    }

    static AttributeValue json(Object value) {
        return AttributeValue.fromS(Json.text(value));
    }

    /** A text in an attribute that is JSON. */
    static Optional<String> member(AttributeValue json, String name) {
        return Optional.ofNullable(parse(json.s(), JsonNode.class).path(name).textValue());
    }

    /** A delete call that is about to be made: two rollbacks may make theirs at once. */
    static String deletion(ResourceType type, String rollbackArn) {
        return type.name() + " " + rollbackArn;
    }

    static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    static AttributeValue time(Instant value) {
        return AttributeValue.fromS(EntryKey.text(value));
    }

    /**
     * The request, compressed.
     *
     * @throws InvalidRequestException if the ledger cannot hold it
     */
    static AttributeValue request(JsonNode request) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(request.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (compressed.size() > MAX_COMPRESSED_REQUEST) {
            throw new InvalidRequestException("the request has " + compressed.size()
                    + " bytes when compressed, more than the " + MAX_COMPRESSED_REQUEST
                    + " that the ledger can hold of it; shorten its texts");
        }
        return AttributeValue.fromB(SdkBytes.fromByteArray(compressed.toByteArray()));
    }

    private LedgerEntry entry() {
        return new LedgerEntry(
                execution(),
                required(Attribute.CLUSTER_NAME),
                required(Attribute.EKS_CLUSTER_ARN),
                required(Attribute.REQUEST_DIGEST),
                request(),
                textOf(Attribute.REQUESTED_BY),
                byType(Attribute::intent, Intent.class),
                byType(Attribute::created, Created.class),
                value(Attribute.FAILURE, Failure.class),
                timeOf(Attribute.FAILED_AT),
                value(Attribute.SUCCESS, Success.class),
                timeOf(Attribute.SUCCEEDED_AT),
                rollbacks(),
                deleting(),
                timeOf(Attribute.CLOSED_AT),
                textOf(Attribute.CLOSED_BECAUSE),
                value(Attribute.DRIFT, DriftRecord.class));
    }

    private Execution execution() {
        return new Execution(
                required(Attribute.PARTITION).split("#", 2)[1],
                required(Attribute.EXECUTION_ARN),
                timeOf(Attribute.START_DATE));
    }

    private JsonNode request() {
        try (GZIPInputStream gzip = new GZIPInputStream(
                new ByteArrayInputStream(attribute(Attribute.REQUEST).b().asByteArray()))) {
            return Json.MAPPER.readTree(gzip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<RollbackRecord> rollbacks() {
        return attribute(Attribute.ROLLBACKS).m().values().stream()
                .map(record -> parse(record.s(), RollbackRecord.class))
                .sorted(Comparator.comparing(RollbackRecord::began).thenComparing(RollbackRecord::arn))
                .toList();
    }

    private Set<ResourceType> deleting() {
        AttributeValue types = item.get(Attribute.DELETING);
        return types == null
                ? Set.of()
                : types.ss().stream()
                        .map(deletion -> ResourceType.valueOf(deletion.split(" ", 2)[0]))
                        .collect(Collectors.toSet());
    }

    private <T> Map<ResourceType, T> byType(Function<ResourceType, String> name, Class<T> type) {
        Map<ResourceType, T> found = new EnumMap<>(ResourceType.class);
        for (ResourceType resource : ResourceType.values()) {
            value(name.apply(resource), type).ifPresent(value -> found.put(resource, value));
        }
        return found;
    }

    private <T> Optional<T> value(String name, Class<T> type) {
        return textOf(name).map(json -> parse(json, type));
    }

    private Optional<Instant> timeOf(String name) {
        return textOf(name).map(Instant::parse);
    }

    private Optional<String> textOf(String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::s);
    }

    private String required(String name) {
        return attribute(name).s();
    }

    private AttributeValue attribute(String name) {
        return Optional.ofNullable(item.get(name))
                .orElseThrow(() -> new IllegalStateException(
                        "the ledger's item " + item.get(Attribute.PARTITION) + " lacks " + name));
    }

    /** A member that a newer version wrote is left out. */
    private static <T> T parse(String json, Class<T> type) {
        try {
            return Json.MAPPER
                    .readerFor(type)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
