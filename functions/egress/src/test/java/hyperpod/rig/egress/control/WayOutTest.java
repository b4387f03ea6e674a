package hyperpod.rig.egress.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WayOutTest {

    @Test
    void theDocumentationHasEveryWayAndNoOther() throws IOException {
        List<String> section = Files.readAllLines(Path.of("../../docs/egress-controls.md")).stream()
                .dropWhile(line -> !line.equals("## Ways out of a VPC"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .toList();
        // The head and the line below it are no ways.
        Stream<String> rows =
                section.stream().filter(line -> line.startsWith("|")).skip(2);
        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(WayOut.values()).map(WayOut::row).toList());
    }

    @Test
    void everyControlThatWeakensAVerdictStandsForAWay() {
        assertThat(Arrays.stream(WayOut.values()).flatMap(way -> way.controls().stream()))
                .containsAll(Arrays.stream(Control.values())
                        .filter(control -> control.direction() == Direction.EGRESS)
                        .filter(control -> control.severity().compareTo(Severity.MEDIUM) <= 0)
                        .toList());
    }

    @Test
    void whatIsNotModelledHasAReason() {
        assertThat(WayOut.notModelled())
                .isNotEmpty()
                .allSatisfy(way -> assertThat(way.why()).isNotBlank());
    }
}
