package hyperpod.rig.egress;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.egress.control.WayOut;
import hyperpod.rig.egress.report.HtmlReport;
import hyperpod.rig.egress.report.JsonReport;
import hyperpod.rig.egress.report.TextReport;
import org.junit.jupiter.api.Test;

class NotModelledTest {

    @Test
    void everyReportSaysAboutWhatTheVerdictSaysNothing() {
        World world = World.named("locked");
        AuditResult result = EgressAudit.audit(world.network(), world.request());
        assertThat(result.verdict()).hasToString("LOCKED");
        for (WayOut.NotModelled way : WayOut.notModelled()) {
            assertThat(TextReport.of(result)).contains(way.way());
            assertThat(JsonReport.of(result)).contains(way.way(), way.why());
            assertThat(HtmlReport.of(result)).contains(way.way().replace("'", "&#39;"));
        }
    }
}
