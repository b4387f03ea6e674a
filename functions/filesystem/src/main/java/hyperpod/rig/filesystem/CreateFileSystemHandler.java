package hyperpod.rig.filesystem;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.ledger.Ledger;
import software.amazon.awssdk.services.fsx.FSxClient;

/** State CreateFileSystem: creates the shared file system, or finds the one that this execution created before. */
public final class CreateFileSystemHandler
        extends StateHandler<CreateFileSystemHandler.Input, CreateFileSystemHandler.Output> {

    private final FileSystemCreation creation;

    /** As Lambda makes it. */
    public CreateFileSystemHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init. */
    public CreateFileSystemHandler(FunctionEnvironment environment) {
        super(Input.class);
        creation = new FileSystemCreation(
                environment.creatingClient(FSxClient.builder()),
                Ledger.of(environment),
                environment.clock(),
                environment.application());
    }

    /** The state's input. */
    public record Input(Execution execution, ProvisionRequest request) implements ExecutionScoped {}

    /** The state's result: {@code fs-...}. */
    public record Output(String fileSystemId) {}

    @Override
    protected Output handle(Input input) {
        return new Output(creation.create(input.execution(), input.request()));
    }
}
