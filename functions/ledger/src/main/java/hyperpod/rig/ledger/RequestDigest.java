package hyperpod.rig.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The digest of a request: the same for the same request, whatever the order of its keys, its spaces and the way in
 * which its numbers are written.
 */
public final class RequestDigest {

    private RequestDigest() {}

    /** SHA-256 of the canonical JSON, 64 hexadecimal digits. */
    public static String of(JsonNode request) {
        StringBuilder canonical = new StringBuilder();
        append(request, canonical);
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(canonical.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Keys sorted, no spaces, and a number as its value: {@code 2}, {@code 2.0} and {@code 2e0} are the same. */
    private static void append(JsonNode value, StringBuilder to) {
        switch (value.getNodeType()) {
            case OBJECT -> {
                Map<String, JsonNode> sorted = new TreeMap<>();
                value.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
                char before = '{';
                for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
                    to.append(before).append(quoted(field.getKey())).append(':');
                    append(field.getValue(), to);
                    before = ',';
                }
                to.append(sorted.isEmpty() ? "{}" : "}");
            }
            case ARRAY -> {
                to.append('[');
                for (int i = 0; i < value.size(); i++) {
                    to.append(i == 0 ? "" : ",");
                    append(value.get(i), to);
                }
                to.append(']');
            }
            case NUMBER -> to.append(number(value.decimalValue()));
            case STRING -> to.append(quoted(value.textValue()));
            case BOOLEAN, NULL -> to.append(value.asText());
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException("not JSON: " + value.getNodeType());
        }
    }

    private static String number(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toString();
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
