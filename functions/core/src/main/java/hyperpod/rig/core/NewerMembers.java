package hyperpod.rig.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Members of an AWS API that the SDK does not know yet: they are added to the JSON of a request before it is signed,
 * and read from the JSON of an answer. For services of the JSON protocols; every client of {@link AwsClients} can do
 * it.
 *
 * @see <a href="https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/interceptors.html">Execution
 *     interceptors</a>
 */
public final class NewerMembers implements ExecutionInterceptor {

    private static final ExecutionAttribute<Consumer<ObjectNode>> ADD = new ExecutionAttribute<>("NewerMembersToAdd");
    private static final ExecutionAttribute<Consumer<JsonNode>> READ = new ExecutionAttribute<>("NewerMembersToRead");
    private static final ExecutionAttribute<byte[]> BODY = new ExecutionAttribute<>("BodyWithNewerMembers");

    NewerMembers() {}

    /** Configures one request: {@code addition} gets its JSON as the SDK wrote it, and changes it. */
    public static Consumer<AwsRequestOverrideConfiguration.Builder> adding(Consumer<ObjectNode> addition) {
        return request -> request.putExecutionAttribute(ADD, addition);
    }

    /** Configures one request: {@code reader} gets the JSON of its answer, if that is a success. */
    public static Consumer<AwsRequestOverrideConfiguration.Builder> reading(Consumer<JsonNode> reader) {
        return request -> request.putExecutionAttribute(READ, reader);
    }

    @Override
    public Optional<RequestBody> modifyHttpContent(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        Consumer<ObjectNode> addition = attributes.getAttribute(ADD);
        if (addition == null) {
            return context.requestBody();
        }
        try (InputStream written =
                context.requestBody().orElseThrow().contentStreamProvider().newStream()) {
            ObjectNode json = (ObjectNode) Json.MAPPER.readTree(written);
            addition.accept(json);
            byte[] body = Json.MAPPER.writeValueAsBytes(json);
            attributes.putAttribute(BODY, body);
            return Optional.of(RequestBody.fromBytes(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Called after the other one; the SDK wrote the length of its own body. */
    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        byte[] body = attributes.getAttribute(BODY);
        return body == null
                ? context.httpRequest()
                : context.httpRequest().toBuilder()
                        .putHeader("Content-Length", String.valueOf(body.length))
                        .build();
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        Consumer<JsonNode> reader = attributes.getAttribute(READ);
        if (reader == null || !context.httpResponse().isSuccessful()) {
            return context.responseBody();
        }
        return context.responseBody().map(body -> read(body, reader));
    }

    /** A body that breaks off, or is no JSON, ends as the SDK's own reading of it does. */
    private static InputStream read(InputStream body, Consumer<JsonNode> reader) {
        try (body) {
            byte[] json = body.readAllBytes();
            reader.accept(Json.MAPPER.readTree(json));
            return new ByteArrayInputStream(json);
        } catch (IOException e) {
            throw SdkClientException.create("the answer cannot be read: " + e.getMessage(), e);
        }
    }
}
