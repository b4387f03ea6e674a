package hyperpod.rig.filesystem;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.resources.BucketOwner;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * State LinkFileSystem: links the available shared file system to its bucket; FSx accepts that only once it is
 * available.
 */
public final class LinkFileSystemHandler
        extends StateHandler<LinkFileSystemHandler.Input, LinkFileSystemHandler.Output> {

    private final DataRepositoryLink link;

    /** As Lambda makes it. */
    public LinkFileSystemHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients of FSx and of the ledger at init. */
    public LinkFileSystemHandler(FunctionEnvironment environment) {
        super(Input.class);
        link = new DataRepositoryLink(
                environment.creatingClient(FSxClient.builder()),
                new BucketOwner(new Once<>(() -> environment.client(S3Client.builder()))),
                Ledger.of(environment),
                environment.clock(),
                environment.application());
    }

    /** The state's input. */
    public record Input(Execution execution, ProvisionRequest request, String fileSystemId)
            implements ExecutionScoped {}

    /** The state's result: {@code dra-...}. */
    public record Output(String associationId) {}

    @Override
    protected Output handle(Input input) {
        return new Output(link.link(input.execution(), input.request(), input.fileSystemId()));
    }
}
