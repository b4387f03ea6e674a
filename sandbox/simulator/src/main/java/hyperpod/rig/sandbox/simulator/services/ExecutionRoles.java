package hyperpod.rig.sandbox.simulator.services;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The roles that instance groups run under. */
public interface ExecutionRoles {

    /**
     * Why SageMaker cannot assume a role: it does not exist, does not trust SageMaker, or is so new that IAM has not
     * told everybody yet.
     *
     * @param youngest how old a role must be
     */
    Optional<String> whyNotAssumed(String roleArn, Instant now, Duration youngest);

    /** Why a role may not do all of this on any resource; empty if it may. */
    Optional<String> whyNotAllowed(String roleArn, List<String> actions);
}
