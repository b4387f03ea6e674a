package hyperpod.rig.filesystem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ProvisionRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** The sample request with another shared file system. */
final class Requests {

    private Requests() {}

    /** 1,200 GiB at 125 MB/s per TiB, linked to the whole bucket nova-data, with a tag of the caller. */
    static ProvisionRequest linked() {
        return with("{\"sizeGiB\": 1200, \"throughputMBpsPerTiB\": 125, \"s3\": {\"bucket\": \"nova-data\"}}");
    }

    /** The same without a link. */
    static ProvisionRequest notLinked() {
        return with("{\"sizeGiB\": 1200, \"throughputMBpsPerTiB\": 125}");
    }

    /** Without a shared file system. */
    static ProvisionRequest withoutFileSystem() {
        return with("null");
    }

    private static ProvisionRequest with(String sharedFileSystem) {
        try {
            ObjectNode request = (ObjectNode) Json.MAPPER.readTree(
                    Path.of("../../events/console/provision.json").toFile());
            request.set("sharedFileSystem", Json.MAPPER.readTree(sharedFileSystem));
            request.set("tags", Json.MAPPER.valueToTree(Map.of("team", "nova")));
            return Json.MAPPER.treeToValue(request, ProvisionRequest.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
