package hyperpod.rig.sandbox.simulator;

import hyperpod.rig.sandbox.simulator.authorization.Authorization;
import hyperpod.rig.sandbox.simulator.authorization.EngineAuthorization;
import hyperpod.rig.sandbox.simulator.server.RequestRates;
import hyperpod.rig.sandbox.simulator.server.Simulator;
import hyperpod.rig.sandbox.simulator.server.SimulatorServer;
import hyperpod.rig.sandbox.simulator.services.OtherServices;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs the simulator until a signal (SIGTERM, Ctrl-C) ends it at once: nothing that it holds outlives the process. Exit
 * status: 0 standard input closed, 1 it cannot listen, 2 unusable arguments.
 */
@Command(
        name = "simulator",
        mixinStandardHelpOptions = true,
        description = "Imitates the control planes of SageMaker HyperPod and Amazon FSx for Lustre on one port.")
public final class SimulatorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            defaultValue = "0",
            description = "TCP port on 127.0.0.1; 0 takes a free one (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--models",
            required = true,
            description = "botocore's data directory, or a directory above it such as a virtual environment")
    private Path models;

    @Option(
            names = "--aws-endpoint",
            required = true,
            description = "URL of the account's other services: EC2, IAM, EKS, S3 and EventBridge")
    private URI awsEndpoint;

    @Option(
            names = "--time-scale",
            defaultValue = "1",
            description = "seconds that a second of the real services takes here (default: ${DEFAULT-VALUE})")
    private double timeScale;

    @Option(names = "--port-file", description = "file that receives the port once it listens")
    private Optional<Path> portFile = Optional.empty();

    @Option(names = "--account", defaultValue = "000000000000", description = "account id (default: ${DEFAULT-VALUE})")
    private String account;

    @Option(
            names = "--region",
            defaultValue = "us-east-1",
            description = "Region that exists from the start; others come when asked for (default: ${DEFAULT-VALUE})")
    private String region;

    @Option(
            names = "--rate",
            paramLabel = "reading|mutating=BURST/PER_SECOND",
            description = "throttle each operation of the kind by a token bucket, in real time; without it none is")
    private Map<RequestRates.Kind, RequestRates.Rate> rates = RequestRates.UNLIMITED;

    @Option(
            names = "--authorization-endpoint",
            description = "URL of the engine that knows who may do what; without it everybody may do everything")
    private Optional<URI> authorizationEndpoint = Optional.empty();

    @Option(
            names = "--exit-with-stdin",
            description = "end when standard input closes, as it does when the parent ends")
    private boolean exitWithStdin;

    /** Parses the arguments and runs. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SimulatorCommand())
                .registerConverter(RequestRates.Rate.class, RequestRates.Rate::parse)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        require(timeScale > 0, "--time-scale must be above 0; given: " + timeScale);
        require(account.matches("\\d{12}"), "--account must be twelve digits; given: " + account);
        require(port >= 0 && port < 65536, "--port must be 0 to 65535; given: " + port);
        require(
                awsEndpoint.isAbsolute(),
                "--aws-endpoint must be a URL such as http://127.0.0.1:4566; given: " + awsEndpoint);
        SimulatorServer server = SimulatorServer.start(simulator(), port);
        CountDownLatch end = new CountDownLatch(1);
        if (exitWithStdin) {
            Thread.ofPlatform().daemon().name("stdin").start(() -> awaitEnd(System.in, end));
        }
        if (portFile.isPresent()) {
            write(portFile.get(), server.port());
        }
        System.out.println("listening on http://127.0.0.1:" + server.port());
        end.await();
        return 0;
    }

    private Simulator simulator() {
        try {
            return new Simulator(
                    models,
                    account,
                    region,
                    inRegion -> OtherServices.of(awsEndpoint, inRegion, account),
                    timeScale,
                    rates,
                    authorizationEndpoint
                            .<Authorization>map(EngineAuthorization::new)
                            .orElse(Authorization.OF_EVERYBODY));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    /** A reader that waits for the file must never see it half written. */
    private static void write(Path file, int port) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.writeString(draft, port + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void awaitEnd(InputStream input, CountDownLatch end) {
        try {
            input.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("standard input cannot be read any more: " + e.getMessage());
        } finally {
            end.countDown();
        }
    }
}
