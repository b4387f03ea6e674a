package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;

/**
 * An error that a service answers with: the code as it stands on the wire, the HTTP status that AWS documents for it,
 * and a message.
 */
public final class AwsError extends RuntimeException {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final String code;
    private final int status;
    private final ObjectNode members = Json.MAPPER.createObjectNode();

    /** An error, with the status that AWS documents for it. */
    public AwsError(String code, int status, String message) {
        super(message);
        this.code = code;
        this.status = status;
    }

    /** An error of status 400, as most are. */
    static AwsError badRequest(String code, String message) {
        return new AwsError(code, BAD_REQUEST, message);
    }

    /** An error of status 404, which the REST services and IAM answer with. */
    static AwsError notFound(String code, String message) {
        return new AwsError(code, NOT_FOUND, message);
    }

    /** The error of a service that does not know an operation. */
    public static AwsError unknownOperation(String operation) {
        return badRequest("UnknownOperationException", "the test account does not know the operation " + operation);
    }

    /** One more member of the error, beside its message. */
    AwsError with(String member, JsonNode value) {
        members.set(member, value);
        return this;
    }

    ObjectNode members() {
        return members;
    }

    /** Its code, as it stands on the wire. */
    public String code() {
        return code;
    }

    /** Its HTTP status. */
    public int status() {
        return status;
    }
}
