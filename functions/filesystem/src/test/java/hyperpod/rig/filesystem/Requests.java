package hyperpod.rig.filesystem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.testkit.JsonText;
import hyperpod.rig.testkit.SampleRequest;

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
        ObjectNode request = SampleRequest.json();
        request.set("sharedFileSystem", JsonText.parsed(sharedFileSystem));
        request.putObject("tags").put("team", "nova");
        return SampleRequest.read(request);
    }
}
