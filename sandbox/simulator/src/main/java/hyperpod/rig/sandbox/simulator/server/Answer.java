package hyperpod.rig.sandbox.simulator.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.time.Duration;

/** What becomes of a call. */
public sealed interface Answer {

    /** The operation's response. */
    record Success(ObjectNode response) implements Answer {}

    /** An error: its HTTP status, the name of the member that carries its message, and itself. */
    record Failure(int status, String messageMember, ServiceException error) implements Answer {}

    /** An answer that is sent only after so long, while everything else goes on. */
    record Late(Answer answer, Duration delay) implements Answer {}

    /** The connection closes without an answer. */
    record Lost() implements Answer {}
}
