package hyperpod.rig.sandbox.schedules.deployment;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A CloudFormation template whose values are asked for as a stack would have them: parameters given or by default, and
 * the intrinsic functions Ref, Sub, GetAtt, Join, Select, Split, If, Equals and Not.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html">Intrinsic
 *     functions</a>
 */
public final class Template {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9:.]+)}");

    private final JsonNode document;
    private final Map<String, String> parameters;
    private final Map<String, String> physical;

    private Template(JsonNode document, Map<String, String> parameters, Map<String, String> physical) {
        this.document = document;
        this.parameters = parameters;
        this.physical = physical;
    }

    /**
     * Reads a template.
     *
     * @param parameters what differs from the defaults
     * @param physical what a reference to a resource, a pseudo parameter or an attribute gives: {@code Ledger},
     *     {@code AWS::Region}, {@code DataKey.Arn}
     */
    public static Template read(Path file, Map<String, String> parameters, Map<String, String> physical) {
        try (YAMLParser parser = new YAMLFactory().createParser(file.toFile())) {
            parser.nextToken();
            return new Template(node(parser), Map.copyOf(parameters), Map.copyOf(physical));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value at the parser's token; a tagged one as {@code {"!Ref": ...}}. */
    private static JsonNode node(YAMLParser parser) throws IOException {
        Optional<String> tag = Optional.ofNullable(parser.getTypeId()).map(Object::toString);
        JsonNode value = untagged(parser);
        if (tag.isEmpty()) {
            return value;
        }
        ObjectNode tagged = JsonNodeFactory.instance.objectNode();
        tagged.set("!" + tag.get().replaceFirst("^!", ""), value);
        return tagged;
    }

    private static JsonNode untagged(YAMLParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.set(name, node(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(node(parser));
                }
                yield array;
            }
            case VALUE_NULL -> JsonNodeFactory.instance.nullNode();
            default -> new TextNode(parser.getText());
        };
    }

    /** The resources of a type, by their logical ids. */
    public Map<String, JsonNode> resources(String type) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        document.get("Resources").properties().forEach(resource -> {
            if (resource.getValue().path("Type").asText().equals(type)) {
                found.put(resource.getKey(), resource.getValue().path("Properties"));
            }
        });
        return found;
    }

    /** What stands for all functions. */
    public JsonNode globals() {
        return document.path("Globals");
    }

    /** The text that a value of the template is in the stack. */
    public String text(JsonNode value) {
        if (!value.isObject()) {
            return value.asText();
        }
        Map.Entry<String, JsonNode> function = value.properties().iterator().next();
        JsonNode argument = function.getValue();
        return switch (function.getKey()) {
            case "!Ref" -> reference(argument.textValue());
            case "!GetAtt" -> physical.getOrDefault(argument.textValue(), argument.textValue());
            case "!Sub" -> substituted(argument);
            case "!Join" -> String.join(argument.get(0).textValue(), list(argument.get(1)));
            case "!Select" -> list(argument.get(1))[Integer.parseInt(text(argument.get(0)))];
            case "!If" -> text(argument.get(holds(argument.get(0).textValue()) ? 1 : 2));
            default ->
                throw new IllegalArgumentException("the function " + function.getKey() + " is not known: " + value);
        };
    }

    /** A whole part of the template as it is in the stack. */
    public JsonNode resolved(JsonNode part) {
        if (part.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            part.forEach(element -> array.add(resolved(element)));
            return array;
        }
        if (part.isObject()
                && part.propertyStream().noneMatch(one -> one.getKey().startsWith("!"))) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            part.properties().forEach(one -> object.set(one.getKey(), resolved(one.getValue())));
            return object;
        }
        return new TextNode(text(part));
    }

    private String[] list(JsonNode value) {
        if (value.isArray()) {
            String[] texts = new String[value.size()];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = text(value.get(i));
            }
            return texts;
        }
        if (value.has("!Split")) {
            JsonNode split = value.get("!Split");
            return text(split.get(1)).split(Pattern.quote(split.get(0).textValue()), -1);
        }
        String list = text(value); // a reference to a parameter that is a list
        return list.isEmpty() ? new String[0] : list.split(",", -1);
    }

    private String reference(String name) {
        if (parameters.containsKey(name)) {
            return parameters.get(name);
        }
        JsonNode parameter = document.path("Parameters").path(name);
        return parameter.has("Default") ? parameter.get("Default").asText() : physical.getOrDefault(name, name);
    }

    private String substituted(JsonNode argument) {
        String text = argument.isArray() ? argument.get(0).textValue() : argument.textValue();
        JsonNode own = argument.path(1);
        Matcher placeholder = PLACEHOLDER.matcher(text);
        return placeholder.replaceAll(found -> {
            String name = found.group(1);
            String value = own.has(name)
                    ? text(own.get(name))
                    : name.contains(".") ? physical.getOrDefault(name, name) : reference(name);
            return Matcher.quoteReplacement(value);
        });
    }

    private boolean holds(String condition) {
        return holds(document.path("Conditions").path(condition));
    }

    private boolean holds(JsonNode condition) {
        Map.Entry<String, JsonNode> function = condition.properties().iterator().next();
        JsonNode argument = function.getValue();
        return switch (function.getKey()) {
            case "!Equals" -> text(argument.get(0)).equals(text(argument.get(1)));
            case "!Not" -> !holds(argument.get(0));
            default -> throw new IllegalArgumentException("the condition " + function.getKey() + " is not known");
        };
    }
}
