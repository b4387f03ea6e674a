package hyperpod.rig.filesystem;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.StateHandler;
import software.amazon.awssdk.services.fsx.FSxClient;

/** State DescribeFileSystem: says whether the shared file system is ready, or what to do about it. */
public final class DescribeFileSystemHandler extends StateHandler<DescribeFileSystemHandler.Input, FileSystemProgress> {

    private final FileSystemWatch watch;

    /** As Lambda makes it. */
    public DescribeFileSystemHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the client once, at init. */
    public DescribeFileSystemHandler(FunctionEnvironment environment) {
        super(Input.class);
        watch = new FileSystemWatch(environment.client(FSxClient.builder()));
    }

    /** The state's input. */
    public record Input(Execution execution, ProvisionRequest request, String fileSystemId)
            implements ExecutionScoped {}

    @Override
    protected FileSystemProgress handle(Input input) {
        return watch.look(input.request(), input.fileSystemId());
    }
}
