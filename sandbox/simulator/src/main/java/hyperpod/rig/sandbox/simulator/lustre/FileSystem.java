package hyperpod.rig.sandbox.simulator.lustre;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Pace;
import hyperpod.rig.sandbox.simulator.control.Tags;
import hyperpod.rig.sandbox.simulator.network.NetworkInterface;
import hyperpod.rig.sandbox.simulator.network.Subnet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An FSx for Lustre file system with its links to S3. */
final class FileSystem {

    private final String id;
    private final String arn;
    private final String mountName;
    private final Instant creationTime;
    private final ObjectNode request;
    private final Subnet subnet;
    private final Pace pace;
    private final Tags tags = new Tags();
    private final List<NetworkInterface> networkInterfaces = new ArrayList<>();
    private final Map<String, Association> associations = new LinkedHashMap<>();
    private Lifecycle lifecycle = Lifecycle.CREATING;
    private Optional<String> failureMessage = Optional.empty();
    private Optional<Deletion> deletion = Optional.empty();
    private int refusedDeletions;

    /** How it was deleted: by which request, answered with what. */
    record Deletion(ObjectNode request, ObjectNode response) {}

    FileSystem(
            String id,
            String arn,
            String mountName,
            Instant creationTime,
            ObjectNode request,
            Subnet subnet,
            Pace pace) {
        this.id = id;
        this.arn = arn;
        this.mountName = mountName;
        this.creationTime = creationTime;
        this.request = request;
        this.subnet = subnet;
        this.pace = pace;
        tags.put(request.path("Tags"), creationTime);
    }

    String id() {
        return id;
    }

    String arn() {
        return arn;
    }

    String mountName() {
        return mountName;
    }

    Instant creationTime() {
        return creationTime;
    }

    /** The request as it was made, with its token. */
    ObjectNode request() {
        return request;
    }

    LustreConfiguration configuration() {
        return new LustreConfiguration(request);
    }

    Subnet subnet() {
        return subnet;
    }

    Pace pace() {
        return pace;
    }

    Tags tags() {
        return tags;
    }

    List<NetworkInterface> networkInterfaces() {
        return networkInterfaces;
    }

    Map<String, Association> associations() {
        return associations;
    }

    Lifecycle lifecycle() {
        return lifecycle;
    }

    void become(Lifecycle next) {
        lifecycle = next;
    }

    Optional<String> failureMessage() {
        return failureMessage;
    }

    void fail(String message) {
        lifecycle = Lifecycle.FAILED;
        failureMessage = Optional.of(message);
    }

    Optional<Deletion> deletion() {
        return deletion;
    }

    void delete(Deletion by) {
        lifecycle = Lifecycle.DELETING;
        deletion = Optional.of(by);
    }

    /** Counts a deletion that the scenario refuses. */
    int countRefusedDeletion() {
        return ++refusedDeletions;
    }

    @Override
    public String toString() {
        return "file system " + id;
    }
}
