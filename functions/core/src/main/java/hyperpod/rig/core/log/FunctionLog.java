package hyperpod.rig.core.log;

import java.util.logging.LogManager;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import software.amazon.lambda.powertools.logging.internal.LoggingManager;

/**
 * The log of a function: what is logged, by the JDK too, goes to standard output as {@link JsonLines}. Powertools finds
 * this class as its logging manager and sets the level that {@code POWERTOOLS_LOG_LEVEL} or
 * {@code AWS_LAMBDA_LOG_LEVEL} names; without them it is INFO.
 */
public final class FunctionLog implements LoggingManager {

    private static final java.util.logging.Logger ROOT = java.util.logging.Logger.getLogger("");

    /** Sends the log to standard output; to be called before anything is logged. */
    public static void open() {
        LogManager.getLogManager().reset();
        ROOT.addHandler(new StandardOutput());
        ROOT.setLevel(java.util.logging.Level.INFO);
    }

    @Override
    public void setLogLevel(Level level) {
        ROOT.setLevel(Levels.of(level));
    }

    @Override
    public Level getLogLevel(Logger logger) {
        if (logger.isTraceEnabled()) {
            return Level.TRACE;
        } else if (logger.isDebugEnabled()) {
            return Level.DEBUG;
        } else if (logger.isInfoEnabled()) {
            return Level.INFO;
        }
        return logger.isWarnEnabled() ? Level.WARN : Level.ERROR;
    }
}
