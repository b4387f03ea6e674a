package hyperpod.rig.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP request that carries a call.
 *
 * @param method such as {@code POST}
 * @param path without the query, decoded
 * @param query the parameters of the query
 * @param headers by name in lower case
 * @param body decoded, should it have come in signed chunks
 */
record HttpCall(String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {

    private static final String SIGNED_CHUNKS = "STREAMING-";

    /** A request whose body is as it was sent. */
    static HttpCall received(
            String method, String path, Map<String, String> query, Map<String, String> headers, byte[] sent) {
        boolean chunks = headers.getOrDefault("x-amz-content-sha256", "").startsWith(SIGNED_CHUNKS);
        return new HttpCall(method, path, query, headers, chunks ? joined(sent) : sent);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The content of chunks that each begin with their length in hexadecimal and perhaps a signature. */
    private static byte[] joined(byte[] chunks) {
        try {
            ByteArrayInputStream in = new ByteArrayInputStream(chunks);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            int length;
            do {
                length = Integer.parseInt(line(in).split(";")[0], 16);
                content.write(in.readNBytes(length));
                if (length > 0) {
                    line(in);
                }
            } while (length > 0);
            return content.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(ByteArrayInputStream in) {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Parameters of a query or a form. */
    static Map<String, String> form(String encoded) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : encoded.isEmpty() ? new String[0] : encoded.split("&")) {
            String[] pair = parameter.split("=", 2);
            parameters.put(decoded(pair[0]), pair.length == 1 ? "" : decoded(pair[1]));
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
