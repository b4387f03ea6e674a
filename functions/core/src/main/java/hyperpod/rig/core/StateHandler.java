package hyperpod.rig.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.MDC;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * The edge of every handler that the state machines call: the execution's name in every log line, metrics flushed, SDK
 * errors sorted. What a handler does stands in the class that it calls.
 *
 * @param <I> the state's input
 * @param <O> the state's result
 */
public abstract class StateHandler<I extends ExecutionScoped, O> extends FunctionHandler {

    private final Class<I> inputType;

    protected StateHandler(Class<I> inputType) {
        this.inputType = inputType;
    }

    /** Does the state's work; may be called again with the same input after any crash. */
    protected abstract O handle(I input);

    @Override
    protected final Object answer(InputStream event) throws IOException {
        I input = read(event);
        MDC.put(EXECUTION_KEY, input.execution().name());
        Metrics metrics = MetricsFactory.getMetricsInstance();
        try {
            O output = handle(input);
            metrics.addMetric("Handled", 1, MetricUnit.COUNT);
            return output;
        } catch (SdkException e) {
            ProvisioningException sorted = AwsErrors.of(e);
            count(sorted, metrics);
            throw sorted;
        } catch (RuntimeException | Error e) {
            count(e, metrics);
            throw e;
        } finally {
            metrics.flush();
        }
    }

    private I read(InputStream event) throws IOException {
        try {
            // A machine that is newer than this code may send more. What a person wrote was read strictly before the
            // first state.
            I input = Json.MAPPER
                    .readerFor(inputType)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(event);
            if (input == null || input.execution() == null) {
                throw Execution.missing("execution");
            }
            return input;
        } catch (JsonProcessingException e) {
            // Records check themselves, and Jackson wraps what they throw.
            if (e.getCause() instanceof ProvisioningException refusal) {
                throw refusal;
            }
            // Within a record it is another exception's cause.
            if (e instanceof StreamConstraintsException || e.getCause() instanceof StreamConstraintsException) {
                throw new InvalidRequestException("the input holds more than a request can; nest at most "
                        + (StreamReadConstraints.DEFAULT_MAX_DEPTH - 1) + " deep, and write numbers of at most "
                        + StreamReadConstraints.DEFAULT_MAX_NUM_LEN + " digits and names of at most "
                        + StreamReadConstraints.DEFAULT_MAX_NAME_LEN + " characters");
            }
            throw e;
        }
    }

    private static void count(Throwable failure, Metrics metrics) {
        metrics.addMetric(failure.getClass().getSimpleName(), 1, MetricUnit.COUNT);
    }
}
