package hyperpod.rig.testkit;

import java.util.function.Consumer;

/** One thing that goes wrong with a call. */
public sealed interface Fault {

    /** The call is refused with this error. */
    record Refused(String code, int status, String message) implements Fault {}

    /** The service throttles, in its own words. */
    record Throttled() implements Fault {}

    /** The caller lacks the permission, in the service's own words. */
    record Denied() implements Fault {}

    /** The answer is a success with this body, whatever the service would have said; nothing is done. */
    record Answered(String body) implements Fault {}

    /** The service does its work, and the connection breaks before the answer. */
    record Lost() implements Fault {}

    /**
     * The connection breaks, and the service does its work later.
     *
     * @param later gets the work, to be run once
     */
    record Late(Consumer<Runnable> later) implements Fault {}

    /**
     * Whoever calls dies with a {@link KilledError}; only without sockets.
     *
     * @param done whether the service has done its work before
     */
    record Killed(boolean done) implements Fault {}
}
