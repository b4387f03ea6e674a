package hyperpod.rig.filesystem;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.StateHandler;
import java.util.Optional;
import software.amazon.awssdk.services.fsx.FSxClient;

/**
 * States DescribeFileSystem and ConfirmFileSystem: says whether the shared file system is ready, or what to do about
 * it, and whether it still is.
 */
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

    /**
     * The state's input.
     *
     * @param associationId the link to S3, once this execution made it
     * @param seen whether FSx showed the file system before; false if it is absent
     * @param confirm whether the file system was ready before, and is to be looked at once more; false if it is absent
     */
    public record Input(
            Execution execution,
            ProvisionRequest request,
            String fileSystemId,
            Optional<String> associationId,
            Optional<Boolean> seen,
            Optional<Boolean> confirm)
            implements ExecutionScoped {}

    @Override
    protected FileSystemProgress handle(Input input) {
        return input.confirm().orElse(false)
                ? watch.confirm(input.request(), input.fileSystemId(), input.associationId())
                : watch.look(input.request(), input.fileSystemId(), input.seen().orElse(false));
    }
}
