package hyperpod.rig.resources;

import hyperpod.rig.core.Remaining;
import hyperpod.rig.ledger.ResourceType;
import java.util.Optional;

/**
 * A resource that an execution meant to create, by the ledger, and that its control plane shows.
 *
 * @param type what it is
 * @param id cluster name or file system id
 * @param arn the resource's ARN
 * @param status as its control plane names it
 * @param doubt why it is not proven to be the execution's own, and so is reported and not deleted; empty if it is
 */
public record MeantResource(ResourceType type, String id, String arn, String status, Optional<String> doubt) {

    /** Whether its control plane is deleting it already: SageMaker says {@code Deleting}, FSx {@code DELETING}. */
    public boolean isBeingDeleted() {
        return status.equalsIgnoreCase("DELETING");
    }

    /** The same, not proven to be the execution's own for this reason, unless there was one before. */
    MeantResource inDoubt(String reason) {
        return new MeantResource(type, id, arn, status, doubt.or(() -> Optional.of(reason)));
    }

    /** The resource as results list it, with why it remains. */
    public Remaining remaining(Optional<String> reason) {
        return new Remaining(type.cloudFormationName(), id, arn, status, reason);
    }
}
