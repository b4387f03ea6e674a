package hyperpod.rig.egress;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.egress.control.WayOut;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotModelledTest {

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "html"})
    void everyReportSaysAboutWhatTheVerdictSaysNothing(String format) {
        StringWriter out = new StringWriter();
        int status = EgressAuditCommand.run(
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                "--snapshot",
                World.named("locked").directory().toString(),
                "--subnet",
                "subnet-1",
                "--format",
                format);
        assertThat(status).isZero();
        String report = out.toString().replace("&#39;", "'");
        assertThat(WayOut.notModelled())
                .isNotEmpty()
                .allSatisfy(way -> assertThat(report).contains(way.way()));
    }
}
