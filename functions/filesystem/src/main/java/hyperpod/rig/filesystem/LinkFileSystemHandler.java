package hyperpod.rig.filesystem;

import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Configuration;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.resources.BucketOwner;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * State LinkFileSystem: links the available shared file system to its bucket; FSx accepts that only once it is
 * available.
 */
public final class LinkFileSystemHandler
        extends StateHandler<LinkFileSystemHandler.Input, LinkFileSystemHandler.Output> {

    private final FileSystemCreation creation = new FileSystemCreation(
            AwsClients.ofCreatingFunction(FSxClient.builder()),
            new BucketOwner(new Once<>(() -> AwsClients.ofFunction(S3Client.builder()))),
            Configuration.application());

    /** Builds the client of FSx at init. */
    public LinkFileSystemHandler() {
        super(Input.class);
    }

    /** The state's input. */
    public record Input(Execution execution, ProvisionRequest request, String fileSystemId)
            implements ExecutionScoped {}

    /** The state's result: {@code dra-...}. */
    public record Output(String associationId) {}

    @Override
    protected Output handle(Input input) {
        return new Output(creation.link(input.execution(), input.request(), input.fileSystemId()));
    }
}
