package hyperpod.rig.sandbox.simulator.lustre;

import static hyperpod.rig.sandbox.simulator.lustre.Refusals.badRequest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.Tags;
import hyperpod.rig.sandbox.simulator.scenario.Scenarios;
import hyperpod.rig.sandbox.simulator.services.Buckets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The operations on data repository associations. */
record Associations(
        Account account,
        Map<String, FileSystem> fileSystems,
        FileSystemLifecycle lifecycle,
        Scenarios scenarios,
        FileSystemView view,
        Buckets buckets) {

    private static final String TOKEN = "ClientRequestToken";

    ObjectNode create(ObjectNode request, Instant now) {
        FileSystem fileSystem = fileSystem(request.path("FileSystemId").asText());
        Optional<Association> earlier = all().filter(
                        a -> request.has(TOKEN) && a.request().path(TOKEN).equals(request.path(TOKEN)))
                .findFirst();
        if (earlier.isPresent()) {
            Refusals.otherParameters(earlier.get().request(), request);
            return shown(earlier.get());
        }
        AssociationChecks.check(fileSystem, request);
        String bucket = S3Path.bucket(request.path("DataRepositoryPath").asText());
        badRequest(
                !buckets.isHere(bucket),
                "Amazon FSx is unable to validate access to the S3 bucket " + bucket
                        + ". Ensure that it exists in the Region of the file system.");
        String id = account.resourceId("dra");
        Association association = new Association(
                id,
                account.arn("fsx", "association/" + fileSystem.id() + "/" + id),
                now,
                request,
                fileSystem.subnet().id());
        fileSystem.associations().put(id, association);
        boolean misconfigured = scenarios
                .governing(Set.of(fileSystem.subnet().id()))
                .fileSystem()
                .associationMisconfigured();
        lifecycle.link(fileSystem, association, misconfigured, now);
        return shown(association);
    }

    ObjectNode delete(ObjectNode request, Instant now) {
        Association association = association(request.path("AssociationId").asText());
        FileSystem fileSystem = fileSystem(association.fileSystemId());
        badRequest(
                fileSystem.lifecycle() != Lifecycle.AVAILABLE,
                "File system " + fileSystem.id() + " is not AVAILABLE; its lifecycle is " + fileSystem.lifecycle()
                        + ".");
        if (association.deletion().isPresent()) {
            ObjectNode earlier = association.deletion().get();
            badRequest(
                    !earlier.path(TOKEN).equals(request.path(TOKEN)),
                    "Data repository association " + association.id() + " is being deleted already.");
            Refusals.otherParameters(earlier, request);
        } else {
            association.delete(request);
            lifecycle.unlink(fileSystem, association, now);
        }
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.put("AssociationId", association.id())
                .put("Lifecycle", association.lifecycle().name());
        return response.put(
                "DeleteDataInFileSystem", request.path("DeleteDataInFileSystem").asBoolean());
    }

    /** The tags of the association with this ARN. */
    Optional<Tags> tags(String arn) {
        return all().filter(association -> association.arn().equals(arn))
                .map(Association::tags)
                .findFirst();
    }

    Stream<Association> all() {
        List<FileSystem> owners = List.copyOf(fileSystems.values());
        return owners.stream().flatMap(fileSystem -> fileSystem.associations().values().stream());
    }

    private ObjectNode shown(Association association) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.set("Association", view.association(association));
        return response;
    }

    private Association association(String id) {
        return all().filter(a -> a.id().equals(id)).findFirst().orElseThrow(() -> Refusals.associationNotFound(id));
    }

    private FileSystem fileSystem(String id) {
        return Optional.ofNullable(fileSystems.get(id)).orElseThrow(() -> Refusals.fileSystemNotFound(id));
    }
}
