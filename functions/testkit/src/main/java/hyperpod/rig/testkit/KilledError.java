package hyperpod.rig.testkit;

/** What runs dies here, as a function does whose time is over or whose machine fails: no code may catch it. */
public final class KilledError extends Error {

    private static final long serialVersionUID = 1L;

    KilledError(Call call) {
        super("killed in " + call.service() + ":" + call.operation());
    }
}
