package hyperpod.rig.core;

import java.io.InputStream;

/**
 * The edge of a function that a schedule starts. The event says only that it is time.
 *
 * @param <O> what the run found
 */
public abstract class ScheduledHandler<O> extends FunctionHandler {

    /** One run. */
    protected abstract O run();

    @Override
    protected final Object answer(InputStream event) {
        return run();
    }
}
