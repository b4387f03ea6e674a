package hyperpod.rig.sandbox.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.model.ConstraintViolation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A simulated service: operations on resources that live in memory. Callers hold the simulator's lock. */
public interface ControlPlane {

    /** The directory and version of the service's model, such as {@code fsx/2018-03-01}. */
    String model();

    /** The operations it serves. */
    Set<String> operations();

    /**
     * The subnets that a request concerns: those it names itself or those of the resource it names. Empty for requests
     * about no resource in particular, such as lists. Called before the request is validated.
     */
    Set<String> subnets(String operation, ObjectNode request);

    /**
     * What a caller is answered to a valid request, who may see changes later than they happen.
     *
     * @throws ServiceException the service's own refusal
     */
    default ObjectNode answer(String operation, ObjectNode request, Instant now) {
        return execute(operation, request, now);
    }

    /**
     * Carries out a valid request on what is so now.
     *
     * @throws ServiceException the service's own refusal
     */
    ObjectNode execute(String operation, ObjectNode request, Instant now);

    /** How the service reports violations of its model. */
    ServiceException invalid(List<ConstraintViolation> violations);

    /** The tags of everything that exists, by ARN; none if the service has nothing of its own. */
    default Map<String, Tags> tags() {
        return Map.of();
    }

    /** Everything that exists, for looking at. */
    JsonNode state();
}
