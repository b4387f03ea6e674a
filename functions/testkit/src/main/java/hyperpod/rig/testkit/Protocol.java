package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;

/** How a service reads calls from HTTP and writes answers to it. */
sealed interface Protocol permits JsonProtocol, QueryProtocol, RestJsonProtocol, RestXmlProtocol {

    /**
     * The call in a request.
     *
     * @param signer who signed it, and for which service
     * @throws AwsError if it holds none
     */
    Call read(Signer signer, HttpCall http);

    /** A success, from the members of the operation's result. */
    Answer success(Call call, JsonNode result);

    /** An error in the shape that the protocol gives it. */
    Answer error(AwsError error);

    /** The error of a caller who calls too often. */
    AwsError throttling();

    /** The error of a caller who lacks the permission. */
    AwsError denial();

    /** What a signature's credential says: the access key's id, and the service's name. */
    record Signer(String accessKeyId, String service) {}
}
