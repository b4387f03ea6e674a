package hyperpod.rig.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.List;

/**
 * A keyword of JSON Schema for values that are within the limit beside it. Larger ones break that rule already, and
 * some work grows faster than they do: the JDK's regular expressions recurse once for each repetition of a group, so
 * that a long text overflows the stack, and {@code uniqueItems} finds an error for each pair of equal elements.
 */
final class BoundedKeyword extends AbstractKeyword {

    private final KeywordType keyword;
    private final String limit;

    private BoundedKeyword(KeywordType keyword, KeywordType limit) {
        super(keyword.getValue());
        this.keyword = keyword;
        this.limit = limit.getValue();
    }

    /** All keywords whose work is bounded so. */
    static List<BoundedKeyword> all() {
        return List.of(
                new BoundedKeyword(KeywordType.PATTERN, KeywordType.MAX_LENGTH),
                new BoundedKeyword(KeywordType.ITEMS, KeywordType.MAX_ITEMS),
                new BoundedKeyword(KeywordType.UNIQUE_ITEMS, KeywordType.MAX_ITEMS));
    }

    @Override
    public KeywordValidator newValidator(SchemaLocation location, JsonNode rule, Schema parent, SchemaContext context)
            throws Exception {
        JsonNode siblings = parent.getSchemaNode();
        if (!siblings.has(limit)) {
            throw new IllegalStateException(
                    "the schema's " + getValue() + " " + rule + " has no " + limit + " beside it");
        }
        int max = siblings.get(limit).intValue();
        KeywordValidator validator = keyword.newValidator(location, rule, parent, context);
        return new KeywordValidator() {
            @Override
            public void validate(ExecutionContext execution, JsonNode value, JsonNode root, NodePath place) {
                if (size(value) <= max) {
                    validator.validate(execution, value, root, place);
                }
            }

            @Override
            public void preloadSchema() {
                validator.preloadSchema();
            }

            @Override
            public SchemaLocation getSchemaLocation() {
                return validator.getSchemaLocation();
            }

            @Override
            public String getKeyword() {
                return validator.getKeyword();
            }
        };
    }

    private static int size(JsonNode value) {
        return value.isTextual()
                ? value.textValue().codePointCount(0, value.textValue().length())
                : value.size();
    }
}
