package hyperpod.rig.sandbox.statemachines.definition;

/** A definition that Step Functions would refuse, or that has something in it that this engine does not know. */
public final class InvalidDefinitionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidDefinitionException(String message, String location) {
        super(message + " at " + location);
    }
}
