package hyperpod.rig.ledger;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ProvisioningException;

/** The ledger has no entry of the execution. */
public final class UnknownExecutionException extends ProvisioningException {

    public UnknownExecutionException(Execution execution) {
        super("the ledger knows no execution " + execution.arn()
                + execution
                        .startDate()
                        .map(start -> " that started at " + start)
                        .orElse("")
                + ": look at its name and its start date, and begin it with state ValidateRequest");
    }
}
