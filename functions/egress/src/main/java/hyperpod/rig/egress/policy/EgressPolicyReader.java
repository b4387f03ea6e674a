package hyperpod.rig.egress.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.stream.Collectors;

/** Reads a policy, from a file or from a request. */
public final class EgressPolicyReader {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private EgressPolicyReader() {}

    /**
     * Reads a policy from JSON text.
     *
     * @param source how messages name it
     * @throws IllegalArgumentException if it is not a policy; the message names the field, the value and the remedy
     */
    public static EgressPolicy read(String json, String source) {
        return read(() -> JSON.readValue(json, EgressPolicy.class), source);
    }

    /**
     * Reads a policy from JSON that is parsed already, such as a request's {@code egressPolicy}.
     *
     * @param source how messages name it
     * @throws IllegalArgumentException if it is not a policy; the message names the field, the value and the remedy
     */
    public static EgressPolicy read(JsonNode json, String source) {
        return read(() -> JSON.treeToValue(json, EgressPolicy.class), source);
    }

    private interface Reading {

        EgressPolicy policy() throws JsonProcessingException;
    }

    private static EgressPolicy read(Reading reading, String source) {
        try {
            EgressPolicy policy = reading.policy();
            if (policy == null) {
                throw new IllegalArgumentException(source + " is null: write a JSON object with the fields of an egress policy");
            }
            return policy;
        } catch (UnrecognizedPropertyException e) {
            throw new IllegalArgumentException("%s: field \"%s\" does not exist; the fields are %s".formatted(
                    source, e.getPropertyName(), e.getKnownPropertyIds().stream().map(String::valueOf).sorted().collect(Collectors.joining(", "))), e);
        } catch (ValueInstantiationException e) {
            throw new IllegalArgumentException(source + ": " + e.getCause().getMessage(), e);
        } catch (JsonMappingException e) {
            String field = e.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                    .collect(Collectors.joining("."));
            throw new IllegalArgumentException("%s: %s: %s".formatted(source, field, e.getOriginalMessage()), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(source + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
