package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;

/** What a service does with a call. */
public interface Service {

    /**
     * The members of the operation's result.
     *
     * @throws AwsError if the service refuses the call, or does not know the operation
     */
    JsonNode answer(String operation, JsonNode request);
}
