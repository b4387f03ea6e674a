package hyperpod.rig.sandbox.simulator.scenario;

/** A scenario that the simulator does not understand; the message names the place and what is known there. */
public final class InvalidScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A refusal in words. */
    public InvalidScenarioException(String message) {
        super(message);
    }
}
