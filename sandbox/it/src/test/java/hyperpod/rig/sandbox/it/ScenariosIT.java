package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LocalStack.Resolver.class)
class ScenariosIT {

    static Stream<String> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(Project.file("sandbox/scenarios"))) {
            return files.map(file -> file.getFileName().toString().replace(".json", "")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    @Execution(ExecutionMode.CONCURRENT)
    void aScenarioEndsAsItMust(String scenario, LocalStack stack) {
        LocalStack.Output output = LocalStack.run(List.of("sandbox/scenario", scenario, "--id", stack.id()));
        assertThat(output.exitStatus()).as(output.text()).isZero();
        assertThat(output.lastLine()).startsWith("RESULT {");
    }
}
