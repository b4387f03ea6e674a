package hyperpod.rig.resources;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says in the ledger what a call is about to create, and takes it back if AWS refused the call for sure: what nobody
 * created must not be looked for, or whoever puts the execution's tags on his own has it taken for the execution's.
 */
public final class CreationIntent {

    private static final Logger LOG = LoggerFactory.getLogger(CreationIntent.class);

    /** What AWS says where something exists already, which the execution may have created. */
    private static final Set<String> EXISTS = Set.of("ResourceInUse", "IncompatibleParameterError");

    private final Ledger ledger;

    /** Keeps the intents in this ledger. */
    public CreationIntent(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * Makes the call, which the ledger knows of beforehand; nothing is created if that cannot be written.
     *
     * @param create makes one call and does not repeat it
     * @return the call's answer
     * @throws ExecutionTakenBackException if the execution gave up, or what it created is being deleted
     */
    public <T> T around(Execution execution, Intent intent, Supplier<T> create) {
        ledger.intend(execution, intent);
        try {
            return create.get();
        } catch (SdkException e) {
            if (AwsErrors.refuses(e) && !EXISTS.contains(AwsErrors.code(e))) {
                takeBack(execution, intent, e);
            }
            throw e;
        }
    }

    /** The call's error is what counts: an intent that stays is looked for without need. */
    private void takeBack(Execution execution, Intent intent, SdkException refusal) {
        try {
            ledger.refused(execution, intent);
        } catch (RuntimeException e) {
            LOG.warn("the ledger still says that {} was about to be created: {}", intent.type(), e.getMessage());
            refusal.addSuppressed(e);
        }
    }
}
