package hyperpod.rig.sandbox.simulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Brings a request into the model's form as the JSON 1.1 protocol prescribes: members that the model does not know are
 * ignored, a null member counts as absent, and a value of another type is refused.
 */
public final class RequestReader {

    private final ServiceModel model;

    /** A reader for one service. */
    public RequestReader(ServiceModel model) {
        this.model = model;
    }

    /**
     * The request with known members only.
     *
     * @throws MalformedRequestException if a value has another type than the model says
     */
    public ObjectNode read(Shape.Structure shape, JsonNode request) {
        if (!request.isObject()) {
            throw new MalformedRequestException("Expected structure or null");
        }
        ObjectNode read = JsonNodeFactory.instance.objectNode();
        shape.members().forEach((name, member) -> {
            JsonNode value = request.path(name);
            if (!value.isMissingNode() && !value.isNull()) {
                read.set(name, value(model.shape(member), value));
            }
        });
        return read;
    }

    private JsonNode value(Shape shape, JsonNode value) {
        return switch (shape) {
            case Shape.Structure structure -> {
                refuseContainer(value.isArray(), "Start of list found where not expected");
                yield read(structure, value);
            }
            case Shape.Sequence sequence -> {
                if (!value.isArray()) {
                    throw new MalformedRequestException("Expected list or null");
                }
                ArrayNode elements = JsonNodeFactory.instance.arrayNode();
                Shape element = model.shape(sequence.element());
                value.forEach(item -> elements.add(item.isNull() ? item : value(element, item)));
                yield elements;
            }
            case Shape.Dictionary dictionary -> {
                if (!value.isObject()) {
                    throw new MalformedRequestException("Expected map or null");
                }
                ObjectNode entries = JsonNodeFactory.instance.objectNode();
                Shape entry = model.shape(dictionary.value());
                value.properties().forEach(e -> entries.set(e.getKey(), value(entry, e.getValue())));
                yield entries;
            }
            case Shape.Text text -> scalar(value, value.isTextual(), "a String");
            case Shape.Bytes bytes -> scalar(value, value.isTextual(), "a Blob");
            case Shape.Flag flag -> scalar(value, value.isBoolean(), "a Boolean");
            case Shape.Moment moment -> scalar(value, value.isNumber(), "a Timestamp");
            case Shape.Numeric numeric -> {
                boolean fits = switch (numeric.type()) {
                    case "integer" -> value.isIntegralNumber() && value.canConvertToInt();
                    case "long" -> value.isIntegralNumber() && value.canConvertToLong();
                    default -> value.isNumber();
                };
                yield scalar(value, fits, numeric.integral() ? "an Integer" : "a Double");
            }
        };
    }

    private static JsonNode scalar(JsonNode value, boolean fits, String expected) {
        refuseContainer(value.isObject(), "Start of structure or map found where not expected.");
        refuseContainer(value.isArray(), "Start of list found where not expected");
        if (!fits) {
            String found = switch (value.getNodeType()) {
                case STRING -> "STRING_VALUE";
                case NUMBER -> value.isIntegralNumber() ? "NUMBER_VALUE" : "DECIMAL_VALUE";
                case BOOLEAN -> value.booleanValue() ? "TRUE_VALUE" : "FALSE_VALUE";
                default -> "NULL_VALUE";
            };
            throw new MalformedRequestException(found + " can not be converted to " + expected);
        }
        return value;
    }

    private static void refuseContainer(boolean refused, String message) {
        if (refused) {
            throw new MalformedRequestException(message);
        }
    }
}
