package hyperpod.rig.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The HTTP side of the account: one port for all services, one call at a time. */
final class Endpoint implements AutoCloseable {

    private static final String SIGNED_CHUNKS = "STREAMING-";

    private final HttpServer server;

    /** @param answers empty for an answer that gets lost */
    Endpoint(Function<HttpCall, Optional<Answer>> answers) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            try (exchange) {
                Optional<Answer> answer = answers.apply(call(exchange));
                // Without an answer, closing the exchange breaks the connection.
                if (answer.isPresent()) {
                    send(exchange, answer.get());
                }
            }
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static HttpCall call(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (headers.getOrDefault("x-amz-content-sha256", "").startsWith(SIGNED_CHUNKS)) {
            body = joined(body);
        }
        URI uri = exchange.getRequestURI();
        return new HttpCall(
                exchange.getRequestMethod(),
                uri.getPath(),
                form(Optional.ofNullable(uri.getRawQuery()).orElse("")),
                headers,
                body);
    }

    /** The content of chunks that each begin with their length in hexadecimal and perhaps a signature. */
    private static byte[] joined(byte[] chunks) throws IOException {
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

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
        // What answers a HEAD has no body, not even an error.
        boolean body = answer.body().length > 0 && !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), body ? answer.body().length : -1);
        if (body) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
