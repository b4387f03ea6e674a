package hyperpod.rig.sandbox.simulator.lustre;

import static hyperpod.rig.sandbox.simulator.lustre.Refusals.badRequest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import hyperpod.rig.sandbox.simulator.control.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What FSx checks of a data repository association, as the API reference of CreateDataRepositoryAssociation says. */
final class AssociationChecks {

    private static final int LIMIT = 8;

    private AssociationChecks() {}

    static void check(FileSystem fileSystem, ObjectNode request) {
        badRequest(!request.has("ClientRequestToken"), "ClientRequestToken is required.");
        if (fileSystem.configuration().deploymentType().equals("SCRATCH_1")
                || fileSystem.configuration().version().equals("2.10")) {
            throw new ServiceException(
                    "UnsupportedOperation",
                    "Data repository associations are not supported for deployment type SCRATCH_1 and Lustre 2.10.");
        }
        badRequest(
                fileSystem.lifecycle() != Lifecycle.AVAILABLE,
                "File system " + fileSystem.id() + " is not AVAILABLE; its lifecycle is " + fileSystem.lifecycle()
                        + ".");
        badRequest(
                fileSystem.configuration().node().has("ImportPath"),
                "A file system that was created with ImportPath supports no data repository association.");
        badRequest(
                fileSystem.configuration().backedUp(),
                "A file system with automatic backups supports no data repository association.");
        Tags.problem(request.path("Tags")).ifPresent(problem -> badRequest(true, problem));
        String path = request.path("FileSystemPath").asText("/");
        badRequest(!path.startsWith("/"), "FileSystemPath must begin with a forward slash.");
        badRequest(
                path.contains("//") || List.of(path.split("/")).stream().anyMatch(Set.of(".", "..")::contains),
                "FileSystemPath must be a path of plain directory names: " + path);
        badRequest(
                !S3Path.valid(request.path("DataRepositoryPath").asText()),
                "DataRepositoryPath must be of the form s3://bucket/prefix.");
        for (String policy : List.of("AutoImportPolicy", "AutoExportPolicy")) {
            Set<String> events = new HashSet<>();
            request.path("S3")
                    .path(policy)
                    .path("Events")
                    .forEach(event ->
                            badRequest(!events.add(event.asText()), policy + " has the event " + event + " twice."));
        }
        badRequest(
                fileSystem.associations().size() >= LIMIT,
                "A file system can have at most " + LIMIT + " data repository associations.");
        apart(fileSystem, request);
    }

    private static void apart(FileSystem fileSystem, ObjectNode request) {
        String path = Association.directory(request.path("FileSystemPath").asText("/"));
        String repository =
                Association.directory(request.path("DataRepositoryPath").asText());
        for (Association other : fileSystem.associations().values()) {
            badRequest(
                    path.startsWith(other.fileSystemPath())
                            || other.fileSystemPath().startsWith(path),
                    "FileSystemPath " + path + " overlaps with that of " + other.id() + ".");
            badRequest(
                    repository.startsWith(other.dataRepositoryPath())
                            || other.dataRepositoryPath().startsWith(repository),
                    "DataRepositoryPath " + repository + " overlaps with that of " + other.id() + ".");
        }
    }
}
