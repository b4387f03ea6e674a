package hyperpod.rig.filesystem;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.resources.DeletionOrder;
import hyperpod.rig.resources.ExecutionStandings;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.resources.Removal;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/** State DeleteFileSystem of rollback: one step of deleting what this execution created in FSx. */
public final class DeleteFileSystemHandler extends StateHandler<DeleteFileSystemHandler.Input, Removal> {

    private final FileSystemDeletion deletion;

    /** As Lambda makes it. */
    public DeleteFileSystemHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init; that of Step Functions is not needed in every look. */
    public DeleteFileSystemHandler(FunctionEnvironment environment) {
        super(Input.class);
        FSxClient fsx = environment.client(FSxClient.builder());
        Ledger ledger = Ledger.of(environment);
        deletion = new FileSystemDeletion(
                fsx,
                new MeantFileSystems(fsx, environment.application()),
                ledger,
                new ExecutionStandings(
                        ledger, new Once<>(() -> environment.client(SfnClient.builder())), environment.clock()),
                new QueuedExports(environment.client(CloudWatchClient.builder()), environment.clock()));
    }

    /**
     * The state's input.
     *
     * @param order what a person accepted and named; nobody anything if it is absent
     * @param rollbackArn the rollback; absent if it began before the states gave it
     */
    public record Input(Execution execution, Optional<DeletionOrder> order, Optional<String> rollbackArn)
            implements ExecutionScoped {}

    @Override
    protected Removal handle(Input input) {
        return deletion.remove(
                input.execution(),
                input.order().orElse(DeletionOrder.NONE),
                input.rollbackArn().orElse("an older rollback"));
    }
}
