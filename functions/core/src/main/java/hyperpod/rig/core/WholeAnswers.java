package hyperpod.rig.core;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Takes a success whose body is missing, of another kind or an empty object for no answer: the SDK would read a list
 * that is not there as an empty one, and "there are no clusters" is what a rollback must never believe by mistake. S3
 * alone succeeds without a body, and no operation that the functions call has a result without members.
 */
final class WholeAnswers implements ExecutionInterceptor {

    private static final int HEAD = 1_024;
    private static final Pattern EMPTY = Pattern.compile("\\{\\s*}\\s*");

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        if (!context.httpResponse().isSuccessful()
                || "S3".equals(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME))) {
            return context.responseBody();
        }
        BufferedInputStream body =
                new BufferedInputStream(context.responseBody().orElseThrow(() -> noAnswer(operation)), HEAD);
        String head = head(body);
        boolean object = head.startsWith("{") && !EMPTY.matcher(head).matches();
        if (!object && !head.contains("<" + operation + "Response")) {
            throw noAnswer(operation);
        }
        return Optional.of(body);
    }

    private static String head(BufferedInputStream body) {
        try {
            body.mark(HEAD);
            String head = new String(body.readNBytes(HEAD), StandardCharsets.UTF_8).stripLeading();
            body.reset();
            return head;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RetryableException noAnswer(String operation) {
        return RetryableException.create(operation + " succeeded without the body that it must have");
    }
}
