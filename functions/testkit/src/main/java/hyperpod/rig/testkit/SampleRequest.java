package hyperpod.rig.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ProvisionRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The sample request of {@code events}, for tests that change one thing of it. */
public final class SampleRequest {

    /** Tests run in the directory of their module. */
    private static final Path EVENTS = Path.of("../../events");

    private SampleRequest() {}

    /** The request as the console sends it. */
    public static ObjectNode json() {
        return event("console/provision.json");
    }

    /** One of the sample events, such as {@code api/provision.json}. */
    public static ObjectNode event(String file) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(EVENTS.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request as the functions read it. */
    public static ProvisionRequest read(ObjectNode request) {
        try {
            return Json.MAPPER.treeToValue(request, ProvisionRequest.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
