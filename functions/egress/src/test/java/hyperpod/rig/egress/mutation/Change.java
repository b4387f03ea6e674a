package hyperpod.rig.egress.mutation;

import java.util.function.Consumer;

/**
 * One thing that somebody does to a network.
 *
 * @param what in words
 * @param done how
 */
record Change(String what, Consumer<ChangedNetwork> done) {

    static Change of(String what, Consumer<ChangedNetwork> done) {
        return new Change(what, done);
    }

    @Override
    public String toString() {
        return what;
    }
}
