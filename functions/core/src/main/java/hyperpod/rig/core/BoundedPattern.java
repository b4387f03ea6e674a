package hyperpod.rig.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.keyword.PatternValidator;
import com.networknt.schema.path.NodePath;

/**
 * JSON Schema's keyword {@code pattern} for texts that are within the {@code maxLength} beside it. Longer ones break
 * that rule already, and the JDK's regular expressions recurse once for each repetition of a group: a text that is long
 * enough overflows the stack.
 */
final class BoundedPattern extends AbstractKeyword {

    private static final String MAX_LENGTH = KeywordType.MAX_LENGTH.getValue();

    BoundedPattern() {
        super(KeywordType.PATTERN.getValue());
    }

    @Override
    public KeywordValidator newValidator(
            SchemaLocation location, JsonNode pattern, Schema parent, SchemaContext context) {
        JsonNode rule = parent.getSchemaNode();
        if (!rule.has(MAX_LENGTH)) {
            throw new IllegalStateException("the schema's pattern " + pattern + " has no maxLength beside it");
        }
        int maxLength = rule.get(MAX_LENGTH).intValue();
        return new PatternValidator(location, pattern, parent, context) {
            @Override
            public void validate(ExecutionContext execution, JsonNode value, JsonNode root, NodePath place) {
                if (!value.isTextual()
                        || value.textValue().codePointCount(0, value.textValue().length()) <= maxLength) {
                    super.validate(execution, value, root, place);
                }
            }
        };
    }
}
