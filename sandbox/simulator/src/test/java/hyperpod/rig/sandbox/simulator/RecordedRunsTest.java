package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What was recorded elsewhere, most of all on AWS, the simulator does too: each report of {@code ./first-run} in
 * {@code sandbox/recorded-runs} is played against it.
 */
class RecordedRunsTest implements ConformingResponses {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);

    @TestFactory
    Stream<DynamicTest> theSimulatorDoesWhatWasRecorded() {
        return reports().stream()
                .map(report -> DynamicTest.dynamicTest(
                        report.getFileName().toString(),
                        () -> assertThat(new Replay(read(report), PATIENCE).differences())
                                .isEmpty()));
    }

    /** A replay that finds nothing in any report would prove nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DescribeCluster | {'ClusterName': 'nobody'} | 'error': {'code': 'ClusterIsGone', 'status': 400} | ClusterIsGone",
                "DescribeCluster | {'ClusterName': 'nobody'} | 'error': {'code': 'ResourceNotFound', 'status': 404} | HTTP 404",
                "ListClusters | {} | 'answer': {'Clusters': []} | Clusters",
                "DescribeFileSystems | {} | 'answer': {'FileSystems': [{'Lifecycle': 'SLEEPING'}]} | SLEEPING",
            })
    void whatTheSimulatorDoesOtherwiseIsFound(String operation, String parameters, String told, String words) {
        String service = operation.contains("Cluster") ? "sagemaker" : "fsx";
        JsonNode report = LocalAccount.json("{'calls': [{'by': 'caller', 'service': '" + service + "', 'operation': '"
                + operation + "', 'parameters': " + parameters + ", " + told + "}]}");
        assertThat(new Replay(report, SHORT).differences())
                .singleElement()
                .asString()
                .contains(operation, words);
    }

    @Test
    void aCreationThatTheSimulatorRefusesIsFound() {
        JsonNode report = LocalAccount.json("""
                {'calls': [{'by': 'application', 'service': 'fsx', 'operation': 'CreateFileSystem',
                  'parameters': {'FileSystemType': 'LUSTRE', 'StorageCapacity': 1201}, 'answer': {}}]}""");
        assertThat(new Replay(report, SHORT).differences())
                .singleElement()
                .asString()
                .contains("CreateFileSystem", "1201", "refuses");
    }

    private static JsonNode read(Path report) {
        try {
            return LocalAccount.parsed(Files.readString(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> reports() {
        Path directory = Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(above -> above.resolve("sandbox/recorded-runs"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
