package hyperpod.rig.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The SDK's way to the account without HTTP between them, on the caller's thread.
 *
 * @param answers empty for an answer that gets lost
 */
record DirectHttpClient(Function<HttpCall, Optional<Answer>> answers) implements SdkHttpClient {

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                Answer answer = answers.apply(read(request))
                        .orElseThrow(() -> new IOException("the connection broke before the answer"));
                return response(answer, request.httpRequest().method().name().equals("HEAD"));
            }

            @Override
            public void abort() {
                // There is no call that somebody could wait for.
            }
        };
    }

    private static HttpCall read(HttpExecuteRequest execution) throws IOException {
        SdkHttpRequest request = execution.httpRequest();
        Map<String, String> headers = new HashMap<>();
        request.forEachHeader((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        Map<String, String> query = new HashMap<>();
        request.forEachRawQueryParameter((name, values) ->
                query.put(name, Optional.ofNullable(values.getFirst()).orElse("")));
        byte[] body = new byte[0];
        Optional<ContentStreamProvider> content = execution.contentStreamProvider();
        if (content.isPresent()) {
            try (InputStream stream = content.get().newStream()) {
                body = stream.readAllBytes();
            }
        }
        return HttpCall.received(
                request.method().name(),
                URLDecoder.decode(request.encodedPath().replace("+", "%2B"), StandardCharsets.UTF_8),
                query,
                headers,
                body);
    }

    private static HttpExecuteResponse response(Answer answer, boolean withoutBody) {
        SdkHttpFullResponse.Builder http = SdkHttpFullResponse.builder().statusCode(answer.status());
        answer.headers().forEach(http::putHeader);
        http.putHeader("x-amzn-RequestId", "request-without-sockets");
        HttpExecuteResponse.Builder response = HttpExecuteResponse.builder().response(http.build());
        if (answer.body().length > 0 && !withoutBody) {
            response.responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())));
        }
        return response.build();
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
