package hyperpod.rig.sandbox.statemachines.definition;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.jsonata.EvaluationException;
import hyperpod.rig.sandbox.statemachines.jsonata.Expression;
import hyperpod.rig.sandbox.statemachines.jsonata.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of an object of a definition, none of them unknown. */
final class Fields {

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{(\\w+)}");

    private final Map<String, String> substitutions;
    private final JsonNode json;
    private final String location;

    Fields(Map<String, String> substitutions, JsonNode json, String location, String... known) {
        this.substitutions = substitutions;
        this.json = json;
        this.location = location;
        if (!json.isObject()) {
            throw new InvalidDefinitionException("An object is needed", location);
        }
        if (known.length > 0) {
            json.fieldNames().forEachRemaining(name -> {
                if (!Set.of(known).contains(name)) {
                    throw new InvalidDefinitionException("The field '" + name + "' is not known here", location);
                }
            });
        }
    }

    JsonNode required(String name) {
        if (!json.has(name)) {
            throw new InvalidDefinitionException("The field '" + name + "' is required", location);
        }
        return json.get(name);
    }

    Optional<String> text(String name) {
        return json.path(name).isTextual() ? Optional.of(json.get(name).textValue()) : Optional.empty();
    }

    String requiredText(String name) {
        required(name);
        return text(name)
                .orElseThrow(() -> new InvalidDefinitionException("The field '" + name + "' is a string", location));
    }

    int whole(String name, int least, int most, int otherwise) {
        JsonNode number = json.path(name);
        if (number.isMissingNode()) {
            return otherwise;
        }
        if (!number.canConvertToExactIntegral() || number.asLong() < least || number.asLong() > most) {
            throw new InvalidDefinitionException("'" + name + "' must be between " + least + " and " + most, location);
        }
        return number.intValue();
    }

    Optional<Template> template(String name) {
        return json.has(name) ? Optional.of(template(json.get(name), location + '/' + name)) : Optional.empty();
    }

    JsonNode json() {
        return json;
    }

    String location() {
        return location;
    }

    /** A string with what is given for its substitutions. */
    String substituted(String name) {
        return substituted(requiredText(name), location + '/' + name);
    }

    private String substituted(String text, String location) {
        return SUBSTITUTION.matcher(text).replaceAll(found -> {
            String value = substitutions.get(found.group(1));
            if (value == null) {
                throw new InvalidDefinitionException("Nothing is given for " + found.group(), location);
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private Template template(JsonNode json, String location) {
        if (json.isObject()) {
            Map<String, Template> members = new LinkedHashMap<>();
            json.properties()
                    .forEach(m -> members.put(m.getKey(), template(m.getValue(), location + '/' + m.getKey())));
            return new Template.Members(members);
        }
        if (json.isArray()) {
            List<Template> elements = new ArrayList<>();
            json.forEach(element -> elements.add(template(element, location + '[' + elements.size() + ']')));
            return new Template.Elements(elements);
        }
        if (!json.isTextual()) {
            return new Template.Literal(JsonValues.of(json));
        }
        String text = substituted(json.textValue(), location);
        boolean begins = text.startsWith("{%");
        if (begins != text.endsWith("%}")) {
            throw new InvalidDefinitionException("INVALID_JSONATA_EXPRESSION: half of {% %}", location);
        }
        try {
            return begins
                    ? new Template.Evaluated(
                            Expression.of(text.substring(2, text.length() - 2).strip()))
                    : new Template.Literal(text);
        } catch (EvaluationException e) {
            throw new InvalidDefinitionException("INVALID_JSONATA_EXPRESSION: " + e.getMessage(), location);
        }
    }
}
