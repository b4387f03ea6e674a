package hyperpod.rig.core;

import java.time.Duration;

/**
 * How long a client waits for AWS, and whether the SDK repeats by itself. Either way a call ends well before the
 * function's timeout in the template, so that a slow answer becomes an error that the state machine can repeat.
 */
public enum CallPolicy {
    /** For calls that may be repeated at will: attempts of 5 s, as many as 18 s hold. Functions have 30 s. */
    SHORT_ATTEMPTS(Duration.ofSeconds(5), Duration.ofSeconds(18)),
    /**
     * For functions that create. CreateCluster takes no client token and makes calls of its own before it answers: an
     * attempt that is given up early has created something all the same, and the next one meets it. So there is one
     * attempt of 40 s. The function has 75 s, because it writes into the ledger first, or 95 s if it asks somebody else
     * too, its state 15 s more, and a rollback looks for what it created {@code InFlightSeconds} after it, at least 110
     * s.
     */
    ONE_LONG_ATTEMPT(Duration.ofSeconds(40), Duration.ofSeconds(40));

    private final Duration attempt;
    private final Duration call;

    CallPolicy(Duration attempt, Duration call) {
        this.attempt = attempt;
        this.call = call;
    }

    /** After this an attempt is given up. */
    public Duration attempt() {
        return attempt;
    }

    /** After this the call is given up, with all its attempts. */
    public Duration call() {
        return call;
    }

    boolean repeats() {
        return attempt.compareTo(call) < 0;
    }
}
