package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * DynamoDB's expressions, those that the ledger writes: names and values by placeholders alone; {@code =}, {@code <>},
 * {@code <}, {@code attribute_exists}, {@code attribute_not_exists}, {@code begins_with}, {@code AND}, {@code OR} and
 * parentheses. What else DynamoDB knows is refused.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html">Condition
 *     and filter expressions</a>
 */
final class DynamoExpression {

    private static final Pattern TOKEN = Pattern.compile("\\s*([#:]?\\w+|<>|[().,=<])");

    private final List<String> tokens = new ArrayList<>();
    private final JsonNode names;
    private final JsonNode values;
    private final Set<String> used;
    private int next;

    /**
     * @param request the parameters with the placeholders
     * @param used takes the placeholders that the expression uses
     */
    DynamoExpression(String expression, JsonNode request, Set<String> used) {
        names = request.path("ExpressionAttributeNames");
        values = request.path("ExpressionAttributeValues");
        this.used = used;
        Matcher matcher = TOKEN.matcher(expression.strip());
        while (!matcher.hitEnd()) {
            if (!matcher.lookingAt()) {
                throw invalid("Syntax error in " + expression);
            }
            tokens.add(matcher.group(1));
            matcher.region(matcher.end(), matcher.regionEnd());
            if (matcher.regionStart() == matcher.regionEnd()) {
                break;
            }
        }
    }

    static AwsError invalid(String message) {
        return AwsError.badRequest("ValidationException", message);
    }

    /** Whether the item meets the condition; an empty item stands for none. */
    boolean holds(JsonNode item) {
        boolean holds = or(item);
        if (more()) {
            throw invalid("Syntax error; token: " + tokens.get(next));
        }
        return holds;
    }

    private boolean or(JsonNode item) {
        boolean holds = and(item);
        while (take("OR")) {
            holds |= and(item);
        }
        return holds;
    }

    private boolean and(JsonNode item) {
        boolean holds = one(item);
        while (take("AND")) {
            holds &= one(item);
        }
        return holds;
    }

    private boolean one(JsonNode item) {
        if (take("(")) {
            boolean holds = or(item);
            expect(")");
            return holds;
        }
        String token = peek();
        if (token.startsWith("#")) {
            JsonNode left = at(item, path());
            String operator = word();
            JsonNode right = value();
            return switch (operator) {
                case "=" -> left.equals(right);
                case "<>" -> !left.equals(right);
                case "<" -> comparable(left, right) && text(left).compareTo(text(right)) < 0;
                default -> throw invalid("the test account does not know the operator " + operator);
            };
        }
        next++;
        expect("(");
        JsonNode subject = at(item, path());
        boolean holds = switch (token) {
            case "attribute_exists" -> !subject.isMissingNode();
            case "attribute_not_exists" -> subject.isMissingNode();
            case "begins_with" -> {
                expect(",");
                JsonNode prefix = value();
                yield comparable(subject, prefix) && text(subject).startsWith(text(prefix));
            }
            default -> throw invalid("the test account does not know the function " + token);
        };
        expect(")");
        return holds;
    }

    private static boolean comparable(JsonNode left, JsonNode right) {
        if (!right.has("S")) {
            throw invalid("the test account compares texts alone: " + right);
        }
        return left.has("S");
    }

    private static String text(JsonNode value) {
        return value.path("S").textValue();
    }

    /** The value at a path of names; members of maps alone. */
    static JsonNode at(JsonNode item, List<String> path) {
        JsonNode found = item.path(path.getFirst());
        for (String name : path.subList(1, path.size())) {
            found = found.path("M").path(name);
        }
        return found;
    }

    /** The item as the update expression makes it; all values that it reads are those of before. */
    ObjectNode applied(ObjectNode before) {
        ObjectNode after = before.deepCopy();
        Set<List<String>> touched = new HashSet<>();
        Set<String> clauses = new HashSet<>();
        while (more()) {
            String clause = word();
            if (!clauses.add(clause)) {
                throw invalid("The \"" + clause + "\" section can only be used once in an update expression");
            }
            do {
                List<String> path = path();
                if (!touched.add(path)) {
                    throw invalid("Two document paths overlap with each other: " + path);
                }
                act(clause, path, before, after);
            } while (take(","));
        }
        return after;
    }

    private void act(String clause, List<String> path, ObjectNode before, ObjectNode after) {
        ObjectNode parent = parent(after, path);
        String name = path.getLast();
        switch (clause) {
            case "SET" -> {
                expect("=");
                parent.set(name, take("if_not_exists") ? unlessThere(before) : value());
            }
            case "REMOVE" -> parent.remove(name);
            case "ADD" -> DynamoSet.add(parent, name, value());
            case "DELETE" -> DynamoSet.delete(parent, name, value());
            default -> throw invalid("Syntax error; token: " + clause);
        }
    }

    private JsonNode unlessThere(ObjectNode before) {
        expect("(");
        JsonNode there = at(before, path());
        expect(",");
        JsonNode otherwise = value();
        expect(")");
        return there.isMissingNode() ? otherwise : there.deepCopy();
    }

    private static ObjectNode parent(ObjectNode item, List<String> path) {
        ObjectNode parent = item;
        for (String name : path.subList(0, path.size() - 1)) {
            if (!(parent.path(name).path("M") instanceof ObjectNode map)) {
                throw invalid("The document path provided in the update expression is invalid for update");
            }
            parent = map;
        }
        return parent;
    }

    private List<String> path() {
        List<String> path = new ArrayList<>();
        do {
            String placeholder = word();
            String name = names.path(placeholder).asText("");
            if (name.isEmpty()) {
                throw invalid("the test account wants names by placeholders alone, and knows none " + placeholder);
            }
            used.add(placeholder);
            path.add(name);
        } while (take("."));
        return List.copyOf(path);
    }

    private JsonNode value() {
        String placeholder = word();
        if (!values.has(placeholder)) {
            throw invalid("An expression attribute value used in expression is not defined: " + placeholder);
        }
        used.add(placeholder);
        return values.get(placeholder).deepCopy();
    }

    /** The value that a key condition gives the attribute by {@code =}. */
    static Optional<JsonNode> keyValue(String expression, JsonNode request, String attribute) {
        DynamoExpression read = new DynamoExpression(expression, request, new HashSet<>());
        for (int i = 0; i + 2 < read.tokens.size(); i++) {
            if (request.path("ExpressionAttributeNames")
                            .path(read.tokens.get(i))
                            .asText()
                            .equals(attribute)
                    && read.tokens.get(i + 1).equals("=")) {
                return Optional.of(read.values.path(read.tokens.get(i + 2)));
            }
        }
        return Optional.empty();
    }

    private boolean more() {
        return next < tokens.size();
    }

    private String peek() {
        return more() ? tokens.get(next) : "<EOF>";
    }

    private String word() {
        String token = peek();
        next++;
        return token;
    }

    private boolean take(String token) {
        boolean is = peek().equals(token);
        next += is ? 1 : 0;
        return is;
    }

    private void expect(String token) {
        if (!take(token)) {
            throw invalid("Syntax error; token: " + peek() + ", expected: " + token);
        }
    }
}
