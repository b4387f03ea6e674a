package hyperpod.rig.core;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import hyperpod.rig.core.log.FunctionLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

/**
 * The edge of every function: JSON in, JSON out, by our own mapper and not by the second one that Lambda's runtime
 * would start for typed handlers; the log opened, what Lambda knows of the invocation in each line, and every failure
 * logged once.
 */
public abstract class FunctionHandler implements RequestStreamHandler {

    /** Key of the name of the execution that a line of the log is about. */
    public static final String EXECUTION_KEY = "execution";

    static {
        FunctionLog.open();
    }

    private static final Logger LOG = LoggerFactory.getLogger(FunctionHandler.class);

    /** What the function answers to an event, as an object that becomes JSON. */
    protected abstract Object answer(InputStream event) throws IOException;

    @Override
    public final void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        PowertoolsLogging.initializeLogging(context);
        try {
            Json.MAPPER.writeValue(result, answer(event));
        } catch (IOException | RuntimeException | Error e) {
            log(e);
            dropStackTraces(e, Collections.newSetFromMap(new IdentityHashMap<>()));
            throw e;
        } finally {
            PowertoolsLogging.clearState(true);
        }
    }

    /** Lines about one of several executions: from here to the end of the block each has its name. */
    public static MDC.MDCCloseable about(String executionName) {
        return MDC.putCloseable(EXECUTION_KEY, executionName);
    }

    private static void log(Throwable e) {
        switch (e) {
            // What the caller has to change: the message says all, and nobody is to be woken.
            case InvalidRequestException _,
                    ClusterNameTakenException _,
                    EksClusterInUseException _,
                    EgressNotLockedException _ ->
                LOG.warn("{}: {}", e.getClass().getSimpleName(), e.getMessage());
            case PartlyFailedException _ ->
                LOG.error("{}: each failure has a line of its own", e.getClass().getSimpleName());
            default -> LOG.error("{}: {}", e.getClass().getSimpleName(), e.getMessage(), e);
        }
    }

    /**
     * Lambda's runtime prints what a handler throws a second time, by itself: name and message, and the stack traces if
     * there are any. They are in the log by now; in the error's JSON they would only take room from the message.
     */
    private static void dropStackTraces(Throwable thrown, Set<Throwable> done) {
        if (thrown != null && done.add(thrown)) {
            thrown.setStackTrace(new StackTraceElement[0]);
            dropStackTraces(thrown.getCause(), done);
            for (Throwable suppressed : thrown.getSuppressed()) {
                dropStackTraces(suppressed, done);
            }
        }
    }
}
