package hyperpod.rig.core;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * The edge of every handler that the state machines call: JSON in, JSON out, the execution's name in every log line, metrics
 * flushed, SDK errors sorted. What a handler does stands in the class that it calls.
 *
 * @param <I> the state's input
 * @param <O> the state's result
 */
public abstract class StateHandler<I extends ExecutionScoped, O> implements RequestStreamHandler {

    private static final Logger LOG = LoggerFactory.getLogger(StateHandler.class);
    private static final String EXECUTION_KEY = "execution";

    private final Class<I> inputType;

    protected StateHandler(Class<I> inputType) {
        this.inputType = inputType;
    }

    /** Does the state's work; may be called again with the same input after any crash. */
    protected abstract O handle(I input);

    @Override
    public final void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        I input = Json.MAPPER.readValue(event, inputType);
        O output = PowertoolsLogging.withLogging(context, () -> run(input));
        Json.MAPPER.writeValue(result, output);
    }

    private O run(I input) {
        MDC.put(EXECUTION_KEY, input.execution().name());
        Metrics metrics = MetricsFactory.getMetricsInstance();
        try {
            O output = handle(input);
            metrics.addMetric("Handled", 1, MetricUnit.COUNT);
            return output;
        } catch (SdkException e) {
            throw reported(AwsErrors.of(e), metrics);
        } catch (ProvisioningException e) {
            throw reported(e, metrics);
        } finally {
            metrics.flush();
            MDC.remove(EXECUTION_KEY);
        }
    }

    private static ProvisioningException reported(ProvisioningException e, Metrics metrics) {
        LOG.error("{}: {}", e.getClass().getSimpleName(), e.getMessage(), e);
        metrics.addMetric(e.getClass().getSimpleName(), 1, MetricUnit.COUNT);
        // It is in the log; in the error's JSON it would only take room from the message.
        e.setStackTrace(new StackTraceElement[0]);
        return e;
    }

    /** JSON text of a value, for messages and logs. */
    protected static String json(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
