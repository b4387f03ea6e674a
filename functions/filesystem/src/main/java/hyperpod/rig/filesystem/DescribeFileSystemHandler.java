package hyperpod.rig.filesystem;

import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.StateHandler;
import software.amazon.awssdk.services.fsx.FSxClient;

/** State DescribeFileSystem: says whether the shared file system is ready, or what to do about it. */
public final class DescribeFileSystemHandler extends StateHandler<DescribeFileSystemHandler.Input, FileSystemProgress> {

    private final FileSystemWatch watch = new FileSystemWatch(AwsClients.ofFunction(FSxClient.builder()));

    /** Builds the client once, at init. */
    public DescribeFileSystemHandler() {
        super(Input.class);
    }

    /** The state's input. */
    public record Input(Execution execution, ProvisionRequest request, String fileSystemId)
            implements ExecutionScoped {}

    @Override
    protected FileSystemProgress handle(Input input) {
        return watch.look(input.request(), input.fileSystemId());
    }
}
