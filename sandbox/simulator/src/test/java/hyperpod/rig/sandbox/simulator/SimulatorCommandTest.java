package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.sandbox.simulator.model.ServiceModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/** The program as a process of its own. */
class SimulatorCommandTest {

    @TempDir
    private Path directory;

    @Test
    void itListensSaysWhereAndEndsAtOnceWhenTerminated() throws IOException, InterruptedException {
        Process process =
                start("--port", "0", "--port-file", directory.resolve("port").toString());
        try {
            String port = listens(process);
            assertThat(Files.readString(directory.resolve("port")).trim()).isEqualTo(port);

            process.destroy();
            assertThat(process.waitFor(2, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void itEndsWithItsStandardInput() throws IOException, InterruptedException {
        Process process = start("--exit-with-stdin");
        try {
            listens(process);

            process.getOutputStream().close();
            assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aRateThrottlesEachOperationOfItsKind() throws IOException, InterruptedException {
        Process process = start("--rate", "mutating=2/1", "--rate", "reading=100/20");
        try (SageMakerClient sageMaker =
                LocalAccount.sageMaker(URI.create("http://127.0.0.1:" + listens(process)), "us-east-1")) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> sageMaker.deleteCluster(r -> r.clusterName("none")))
                        .isInstanceOf(ResourceNotFoundException.class);
            }
            assertThatThrownBy(() -> sageMaker.deleteCluster(r -> r.clusterName("none")))
                    .isInstanceOfSatisfying(
                            SageMakerException.class,
                            e -> assertThat(e.isThrottlingException()).isTrue());
            assertThat(sageMaker.listClusters(r -> {}).clusterSummaries()).isEmpty();
            assertThatThrownBy(() -> sageMaker.updateCluster(r -> r.clusterName("none")))
                    .isInstanceOf(ResourceNotFoundException.class);
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--rate,mutating=2",
        "--rate,writing=2/1",
        "--time-scale,0",
        "--account,12",
        "--port,65536",
        "--aws-endpoint,nowhere",
        "--models,/nowhere",
        "--colour,blue"
    })
    void unusableArgumentsAreStatus2AndNamed(String option, String value) throws IOException, InterruptedException {
        Process process = start(option, value);
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
            assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains(option)
                    .doesNotContain("\tat ");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void missingModelsAreExplained() {
        assertThatThrownBy(() -> ServiceModel.load(directory, "fsx/2018-03-01"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("make setup")
                .hasMessageContaining(directory.toString());
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SimulatorCommand.class.getName()));
        List<String> given = List.of(arguments);
        if (!given.contains("--models")) {
            command.addAll(List.of("--models", LocalAccount.models().toString()));
        }
        if (!given.contains("--aws-endpoint")) {
            command.addAll(List.of("--aws-endpoint", "http://127.0.0.1:1"));
        }
        command.addAll(given);
        return new ProcessBuilder(command).start();
    }

    private static String listens(Process process) throws IOException, InterruptedException {
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        assertThat(line).startsWith("listening on http://127.0.0.1:");
        URI health = URI.create(line.substring("listening on ".length()) + "/_simulator/health");
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
        return line.substring(line.lastIndexOf(':') + 1);
    }
}
