package hyperpod.rig.core;

import java.util.function.Supplier;

/**
 * What only some events need: made when it is first asked for, and kept. Thread-safe.
 *
 * @param <T> its type
 */
public final class Once<T> implements Supplier<T> {

    private final Supplier<T> maker;
    private T made;

    /** @param maker makes it; is called again only if it fails */
    public Once(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        if (made == null) {
            made = maker.get();
        }
        return made;
    }
}
