package hyperpod.rig.egress.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * The actions or resources that a statement is about.
 *
 * @param inverted whether it is about everything but what the patterns match: {@code NotAction}, {@code NotResource}
 * @param patterns with the wildcards of {@link Wildcards}, as they are written
 */
public record Selection(boolean inverted, List<String> patterns) {

    public Selection {
        patterns = List.copyOf(patterns);
    }

    static Optional<Selection> in(JsonNode statement, String element) {
        boolean inverted = isInverted(statement, element);
        String name = (inverted ? "Not" : "") + element;
        return statement.has(name)
                ? Optional.of(new Selection(inverted, OneOrMany.texts(statement.get(name), name)))
                : Optional.empty();
    }

    /** Whether the element stands there in its negated form, in place of the plain one. */
    static boolean isInverted(JsonNode statement, String element) {
        boolean inverted = statement.has("Not" + element);
        if (inverted && statement.has(element)) {
            throw new IllegalArgumentException("a statement has both " + element + " and Not" + element);
        }
        return inverted;
    }
}
