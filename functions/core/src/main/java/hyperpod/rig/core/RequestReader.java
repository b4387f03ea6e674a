package hyperpod.rig.core;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;

/**
 * Reads the JSON text of a request: one value, with nothing after it and no name twice in an object. Of two values
 * under one name a parser keeps either; which one the caller meant is not known.
 *
 * <p>It sees the text of a request only where that arrives as text, in the body of an API call. What comes by an event
 * or from the console has been parsed by EventBridge and Step Functions before, and holds no name twice any more.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259, JSON</a>
 */
public final class RequestReader {

    /** The schema needs six. */
    private static final int MAX_NESTING = 50;

    private static final int MAX_DIGITS = 100;
    private static final int MAX_NAME = 1_000;
    private static final int MAX_SHOWN = 40;

    /** What JSON takes for it. */
    private static final String WHITESPACE = " \t\r\n";

    /** Some editors and shells begin every text with it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final JsonMapper JSON = new JsonMapper(Json.factory()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNumberLength(MAX_DIGITS)
                    .maxNameLength(MAX_NAME)
                    .build())
            .build());

    private RequestReader() {}

    /**
     * The request in the body of an API call, not yet checked against its schema.
     *
     * @param base64 whether API Gateway encoded the body
     * @throws InvalidRequestException if it is not one JSON value; the message names line and column, what stands there
     *     and the remedy
     */
    public static JsonNode body(String body, boolean base64) {
        return read(Strings.CS.removeStart(base64 ? decoded(body) : body, BYTE_ORDER_MARK));
    }

    private static JsonNode read(String text) {
        if (text.isBlank()) {
            throw new InvalidRequestException("the body is empty; send one request object");
        }
        try {
            JsonNode request = firstValue(text);
            refuseDuplicates(text);
            return request;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode firstValue(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            try {
                JsonNode value = JSON.readTree(parser);
                refuseTrailingText(parser, text);
                return value;
            } catch (JsonEOFException e) {
                throw new InvalidRequestException("the body is not JSON: it ends too early, at "
                        + place(e.getLocation()) + "; close every quotation mark, bracket and brace");
            } catch (StreamConstraintsException e) {
                throw new InvalidRequestException(
                        "the body holds more than a request can, at " + place(parser.currentLocation())
                                + "; nest at most " + MAX_NESTING + " deep, and write numbers of at most " + MAX_DIGITS
                                + " digits and names of at most "
                                + MAX_NAME + " characters");
            } catch (StreamReadException e) {
                throw new InvalidRequestException("the body is not JSON: at " + place(e.getLocation()) + " stands "
                        + shown(text, e.getLocation()) + ", which cannot stand there; correct it there");
            }
        }
    }

    private static void refuseTrailingText(JsonParser parser, String text) throws IOException {
        JsonLocation end = parser.currentLocation();
        int next = (int) end.getCharOffset();
        while (next < text.length() && WHITESPACE.indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        if (next < text.length()) {
            throw new InvalidRequestException("the body goes on after the request's end at " + place(end) + ", with "
                    + shown(text, next) + "; send one request object alone");
        }
    }

    private static void refuseDuplicates(String text) throws IOException {
        try (JsonParser parser =
                JSON.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION).createParser(text)) {
            try {
                while (parser.nextToken() != null) {
                    // Only the names matter, and the parser compares them.
                }
            } catch (JsonProcessingException e) {
                // The text was read once without this rule, so that nothing else can be wrong with it.
                throw new InvalidRequestException(
                        "the body gives " + Excerpt.of(field(parser.getParsingContext()), MAX_SHOWN * 2)
                                + " twice, the second time just before " + place(parser.currentLocation())
                                + "; keep the one that is meant");
            }
        }
    }

    /** The name that was read last, with where it stands, such as {@code restrictedInstanceGroups[0].name}. */
    private static String field(JsonStreamContext context) {
        if (context.inRoot()) {
            return "";
        }
        String parent = field(context.getParent());
        return context.inArray()
                ? parent + "[" + context.getCurrentIndex() + "]"
                : SchemaViolations.inside(parent, context.getCurrentName());
    }

    private static String place(JsonLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String shown(String text, JsonLocation location) {
        return shown(text, (int) location.getCharOffset());
    }

    private static String shown(String text, int offset) {
        String rest = StringUtils.strip(text.substring(Math.clamp(offset, 0, text.length() - 1)), WHITESPACE);
        String line = StringUtils.strip(rest.lines().findFirst().orElse(""), WHITESPACE);
        return named(line) + Excerpt.of(line, MAX_SHOWN);
    }

    /** The code point of a first character that cannot be seen, such as that of a no-break space. */
    private static String named(String text) {
        if (text.isEmpty()) {
            return "";
        }
        int first = text.codePointAt(0);
        boolean seen = switch (Character.getType(first)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
        return seen ? "" : "U+%04X ".formatted(first);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(
                    "the body is not base64 although isBase64Encoded is true; encode it, or say false");
        }
    }
}
