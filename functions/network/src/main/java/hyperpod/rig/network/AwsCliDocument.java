package hyperpod.rig.network;

import com.fasterxml.jackson.core.JsonGenerator;
import hyperpod.rig.core.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Writes what an SDK call returned as the AWS CLI prints it, so that a network read from AWS and a directory of the
 * CLI's output are one format. Both name members as the service model does.
 *
 * @see <a href="https://docs.aws.amazon.com/cli/latest/reference/ec2/">AWS CLI, ec2</a>
 */
final class AwsCliDocument {

    /** Keys under which the CLI prints one object, not a list. */
    private static final Set<String> SINGLE_OBJECTS = Set.of("VpcBlockPublicAccessOptions");

    /** What EC2 tells of a VPN connection and a snapshot must not keep: keys in plain text. */
    private static final Set<String> SECRETS = Set.of("CustomerGatewayConfiguration", "PreSharedKey");

    private AwsCliDocument() {}

    /** {@code {"key": [element, ...]}} in UTF-8; a single object without brackets where the CLI prints it so. */
    static byte[] of(String key, List<?> elements) {
        return document(json -> {
            json.writeStartObject();
            json.writeFieldName(key);
            write(json, SINGLE_OBJECTS.contains(key) && elements.size() == 1 ? elements.getFirst() : elements);
            json.writeEndObject();
        });
    }

    /** A whole response, whose members are the document's top-level keys. */
    static byte[] ofResponse(SdkPojo response) {
        return document(json -> writeStructure(json, response));
    }

    /** {@code {"key": [{"Missing": ..., "Reason": ...}, ...]}}: what no command of the CLI prints. */
    static byte[] ofRefusals(String key, Map<String, String> reasons) {
        return document(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart(key);
            for (Map.Entry<String, String> reason : reasons.entrySet()) {
                json.writeStartObject();
                json.writeStringField("Missing", reason.getKey());
                json.writeStringField("Reason", reason.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** {@code {"key": {"name": "text", ...}}}. */
    static byte[] ofTexts(String key, Map<String, String> texts) {
        return document(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart(key);
            for (Map.Entry<String, String> text : texts.entrySet()) {
                json.writeStringField(text.getKey(), text.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    /** {@code {"key": "text"}}. */
    static byte[] ofText(String key, String text) {
        return document(json -> {
            json.writeStartObject();
            json.writeStringField(key, text);
            json.writeEndObject();
        });
    }

    /** Writes JSON. */
    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] document(Content content) {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.MAPPER.createGenerator(document)) {
            content.write(json.useDefaultPrettyPrinter());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return document.toByteArray();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case SdkPojo structure -> writeStructure(json, structure);
            case List<?> list -> {
                json.writeStartArray();
                for (Object element : list) {
                    write(json, element);
                }
                json.writeEndArray();
            }
            case Boolean flag -> json.writeBoolean(flag);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case String text -> json.writeString(text);
            case Instant time -> json.writeString(time.toString());
            default ->
                throw new IllegalArgumentException(
                        "AWS answered with a " + value.getClass() + ", which no network resource has");
        }
    }

    private static void writeStructure(JsonGenerator json, SdkPojo structure) throws IOException {
        json.writeStartObject();
        for (SdkField<?> field : structure.sdkFields()) {
            Object value = field.getValueOrDefault(structure);
            // A list that the answer does not have is an empty one here. EC2 answers Describe calls in full: that is
            // what it means.
            if (value != null && !SECRETS.contains(field.memberName())) {
                json.writeFieldName(field.memberName());
                write(json, value);
            }
        }
        json.writeEndObject();
    }
}
