package hyperpod.rig.core.log;

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
            System.out.print(getFormatter().format(event));
            flush();
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
