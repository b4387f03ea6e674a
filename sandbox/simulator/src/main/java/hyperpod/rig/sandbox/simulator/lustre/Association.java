package hyperpod.rig.sandbox.simulator.lustre;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Tags;
import java.time.Instant;
import java.util.Optional;

/** A data repository association: the link between a directory of a file system and a place in S3. */
final class Association {

    private final String id;
    private final String arn;
    private final Instant creationTime;
    private final ObjectNode request;
    private final String subnetId;
    private final Tags tags = new Tags();
    private Lifecycle lifecycle = Lifecycle.CREATING;
    private Optional<ObjectNode> deletion = Optional.empty();

    Association(String id, String arn, Instant creationTime, ObjectNode request, String subnetId) {
        this.id = id;
        this.arn = arn;
        this.creationTime = creationTime;
        this.request = request;
        this.subnetId = subnetId;
        tags.put(request.path("Tags"), creationTime);
    }

    String id() {
        return id;
    }

    String arn() {
        return arn;
    }

    Instant creationTime() {
        return creationTime;
    }

    /** The request as it was made, with its token. */
    ObjectNode request() {
        return request;
    }

    String fileSystemId() {
        return request.path("FileSystemId").asText();
    }

    /** The subnet of its file system. */
    String subnetId() {
        return subnetId;
    }

    String fileSystemPath() {
        return directory(request.path("FileSystemPath").asText("/"));
    }

    String dataRepositoryPath() {
        return directory(request.path("DataRepositoryPath").asText());
    }

    /** The same path with a slash at its end, so that paths compare as directories. */
    static String directory(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    Tags tags() {
        return tags;
    }

    Lifecycle lifecycle() {
        return lifecycle;
    }

    void become(Lifecycle next) {
        lifecycle = next;
    }

    /** The request that deletes it, if there was one. */
    Optional<ObjectNode> deletion() {
        return deletion;
    }

    void delete(ObjectNode by) {
        lifecycle = Lifecycle.DELETING;
        deletion = Optional.of(by);
    }

    @Override
    public String toString() {
        return "association " + id;
    }
}
