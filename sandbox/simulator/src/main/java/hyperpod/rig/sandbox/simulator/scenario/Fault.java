package hyperpod.rig.sandbox.simulator.scenario;

/** What goes wrong with one call. */
public sealed interface Fault {

    /** The call goes well: lets a later call of the same operation fail. */
    record None() implements Fault {}

    /** The service answers with a fault of its own (500 or 503) before anything happens. */
    record Status(int status) implements Fault {}

    /** The service answers with this error before anything happens. */
    record Error(String code, String message) implements Fault {}

    /** Everything happens, and the connection closes without an answer. */
    record LostResponse() implements Fault {}
}
