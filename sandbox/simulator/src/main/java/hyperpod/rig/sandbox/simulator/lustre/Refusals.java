package hyperpod.rig.sandbox.simulator.lustre;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The errors of the Amazon FSx API, by its reference. */
final class Refusals {

    private Refusals() {}

    static void badRequest(boolean refused, String message) {
        if (refused) {
            throw badRequest(message);
        }
    }

    static ServiceException badRequest(String message) {
        return new ServiceException("BadRequest", message);
    }

    static ServiceException fileSystemNotFound(String id) {
        return new ServiceException("FileSystemNotFound", "File system '" + id + "' does not exist.");
    }

    static ServiceException associationNotFound(String id) {
        return new ServiceException(
                "DataRepositoryAssociationNotFound", "Data repository association '" + id + "' does not exist.");
    }

    static ServiceException resourceNotFound(String arn) {
        return new ServiceException(
                "ResourceNotFound", "The resource '" + arn + "' does not exist.", Map.of("ResourceARN", arn));
    }

    /** Refuses a request that repeats the token of an earlier one with other parameters. */
    static void otherParameters(JsonNode earlier, ObjectNode request) {
        Set<String> names = new LinkedHashSet<>();
        earlier.fieldNames().forEachRemaining(names::add);
        request.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (!earlier.path(name).equals(request.path(name))) {
                throw new ServiceException(
                        "IncompatibleParameterError",
                        "A resource with this client request token exists, made with other parameters.",
                        Map.of("Parameter", name));
            }
        }
    }
}
