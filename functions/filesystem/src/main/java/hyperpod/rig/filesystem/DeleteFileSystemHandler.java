package hyperpod.rig.filesystem;

import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Configuration;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.resources.OwnFileSystems;
import hyperpod.rig.resources.Removal;
import java.time.Clock;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.fsx.FSxClient;

/** State DeleteFileSystem of rollback: one step of deleting what this execution created in FSx. */
public final class DeleteFileSystemHandler extends StateHandler<DeleteFileSystemHandler.Input, Removal> {

    private final FileSystemDeletion deletion;

    /** Builds the clients once, at init. */
    public DeleteFileSystemHandler() {
        super(Input.class);
        FSxClient fsx = AwsClients.ofFunction(FSxClient.builder());
        deletion = new FileSystemDeletion(
                fsx,
                new OwnFileSystems(fsx, Configuration.application()),
                new QueuedExports(AwsClients.ofFunction(CloudWatchClient.builder()), Clock.systemUTC()));
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
