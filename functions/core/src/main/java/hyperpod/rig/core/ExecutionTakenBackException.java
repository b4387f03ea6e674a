package hyperpod.rig.core;

/**
 * What the execution created is being deleted or is gone, or the execution gave up: it may neither create nor succeed
 * any more.
 */
public final class ExecutionTakenBackException extends ProvisioningException {

    public ExecutionTakenBackException(String message) {
        super(message);
    }
}
