package hyperpod.rig.sandbox.simulator.authorization;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** What the caller of a service's operations needs. Callers hold the simulator's lock. */
public interface CallPermissions {

    /** What is needed for a request, which need not be valid, in the order in which it is asked for. */
    List<Requirement> of(String operation, ObjectNode request, Instant now);
}
