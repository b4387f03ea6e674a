package hyperpod.rig.filesystem;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.resources.OwnFileSystems;
import hyperpod.rig.resources.Removal;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.fsx.FSxClient;

/** State DeleteFileSystem of rollback: one step of deleting what this execution created in FSx. */
public final class DeleteFileSystemHandler extends StateHandler<DeleteFileSystemHandler.Input, Removal> {

    private final FileSystemDeletion deletion;

    /** As Lambda makes it. */
    public DeleteFileSystemHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init. */
    public DeleteFileSystemHandler(FunctionEnvironment environment) {
        super(Input.class);
        FSxClient fsx = environment.client(FSxClient.builder());
        deletion = new FileSystemDeletion(
                fsx,
                new OwnFileSystems(fsx, environment.application()),
                new QueuedExports(environment.client(CloudWatchClient.builder()), environment.clock()));
    }

    /**
     * The state's input.
     *
     * @param loseQueuedExports whether files that are not in the linked bucket yet may be lost; false if it is absent
     */
    public record Input(Execution execution, boolean loseQueuedExports) implements ExecutionScoped {}

    @Override
    protected Removal handle(Input input) {
        return deletion.remove(input.execution(), input.loseQueuedExports());
    }
}
