package hyperpod.rig.core.log;

import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** Writes to standard output, from where Lambda takes a function's log; whatever it is when a line is written. */
final class StandardOutput extends Handler {

    StandardOutput() {
        setFormatter(new JsonLines());
    }

    @Override
    public void publish(LogRecord event) {
        if (isLoggable(event)) {
            try {
                System.out.print(getFormatter().format(event));
                flush();
            } catch (RuntimeException e) {
                // A function does not fail because a line cannot be written.
                reportError(null, e, ErrorManager.FORMAT_FAILURE);
            }
        }
    }

    @Override
    public void flush() {
        System.out.flush();
    }

    @Override
    public void close() {
        flush();
    }
}
