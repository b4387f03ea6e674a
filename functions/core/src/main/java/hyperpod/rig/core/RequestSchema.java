package hyperpod.rig.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The request's schema, {@code request.schema.json}, with the rules that JSON Schema cannot say. Thread-safe; built
 * once, at init.
 *
 * @see <a href="https://json-schema.org/draft/2020-12">JSON Schema 2020-12</a>
 */
public final class RequestSchema {

    private static final String RESOURCE = "request.schema.json";
    private static final String CIDR_RULE = "/properties/egressPolicy/properties/allowedCidrs/items";

    private final Schema schema;
    private final SchemaViolations schemaViolations;
    private final String cidrRemedy;

    /** Reads and compiles the schema. */
    public RequestSchema() {
        JsonNode definition = definition();
        Dialect dialect = Dialect.builder(Dialects.getDraft202012())
                .keyword(new NonValidationKeyword(SchemaViolations.REMEDY))
                .keywords(BoundedKeyword.all())
                .build();
        schema = SchemaRegistry.withDialect(dialect).getSchema(definition);
        schemaViolations = new SchemaViolations(definition);
        cidrRemedy = SchemaViolations.remedy(definition.at(CIDR_RULE));
    }

    private static JsonNode definition() {
        try (InputStream json = RequestSchema.class.getResourceAsStream(RESOURCE)) {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Everything that is wrong with the request, at most one violation for a place; empty if nothing is. If it holds
     * values that not everybody can read, these alone.
     */
    public List<Violation> violations(JsonNode request) {
        List<Violation> unreadable = InteroperableValues.violations(request);
        if (!unreadable.isEmpty()) {
            return unreadable;
        }
        Map<String, Violation> byPlace = new LinkedHashMap<>();
        schema.validate(request)
                .forEach(error -> byPlace.computeIfAbsent(
                        SchemaViolations.place(error), place -> schemaViolations.of(error, place)));
        RulesBeyondSchema.violations(request, cidrRemedy)
                .forEach(violation -> byPlace.putIfAbsent(violation.path(), violation));
        return List.copyOf(byPlace.values());
    }
}
