package hyperpod.rig.sandbox.simulator.network;

/** EC2 will not make a network interface, however often it is asked: the subnet is full or gone, for example. */
public final class InterfaceRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A refusal with EC2's words. */
    public InterfaceRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
