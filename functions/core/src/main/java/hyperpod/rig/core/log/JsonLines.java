package hyperpod.rig.core.log;

import com.fasterxml.jackson.core.JsonGenerator;
import hyperpod.rig.core.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.slf4j.MDC;

/**
 * One JSON object a line, with the keys that Powertools for AWS Lambda gives its own layouts, and every entry of the
 * MDC as a key.
 *
 * @see <a href="https://docs.powertools.aws.dev/lambda/java/latest/core/logging/#standard-structured-keys">Standard
 *     structured keys</a>
 */
final class JsonLines extends Formatter {

    private static final int MILLIS = 3;

    @Override
    public String format(LogRecord event) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = Json.MAPPER.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("level", Levels.of(event.getLevel()).name());
            json.writeStringField("message", formatMessage(event));
            if (event.getThrown() != null) {
                error(json, event.getThrown());
            }
            json.writeStringField(
                    "timestamp",
                    new DateTimeFormatterBuilder()
                            .appendInstant(MILLIS)
                            .toFormatter(Locale.ROOT)
                            .format(event.getInstant()));
            context(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.append('\n').toString();
    }

    private static void error(JsonGenerator json, Throwable thrown) throws IOException {
        StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack));
        json.writeObjectFieldStart("error");
        json.writeStringField("message", String.valueOf(thrown.getMessage()));
        json.writeStringField("name", thrown.getClass().getName());
        json.writeStringField("stack", stack.toString());
        json.writeEndObject();
    }

    private static void context(JsonGenerator json) throws IOException {
        Map<String, String> context =
                Optional.ofNullable(MDC.getCopyOfContextMap()).orElse(Map.of());
        for (Map.Entry<String, String> entry : new TreeMap<>(context).entrySet()) {
            json.writeFieldName(entry.getKey());
            switch (entry.getKey()) {
                case "cold_start" -> json.writeBoolean(Boolean.parseBoolean(entry.getValue()));
                case "function_memory_size", "sampling_rate" -> json.writeNumber(entry.getValue());
                default -> json.writeString(entry.getValue());
            }
        }
    }
}
