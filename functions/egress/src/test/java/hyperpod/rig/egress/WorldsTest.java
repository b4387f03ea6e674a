package hyperpod.rig.egress;

import static hyperpod.rig.egress.World.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.ingress.IngressPath;
import hyperpod.rig.egress.path.EgressPath;
import hyperpod.rig.egress.path.Layer;
import hyperpod.rig.egress.path.PathStatus;
import hyperpod.rig.egress.policy.EgressPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small networks as the AWS CLI prints them, one for each rule and trap, each with its verdict, paths and findings. */
class WorldsTest {

    static Stream<World> worlds() throws IOException {
        return World.all();
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void aWorldIsJudgedRight(World world) {
        JsonNode expected = world.expected();
        AuditResult result = EgressAudit.audit(world.network(), world.request());

        String why = expected.get("why").asText() + " " + result;
        assertThat(result.verdict())
                .as(why)
                .isEqualTo(Verdict.valueOf(expected.get("verdict").asText()));
        assertThat(result.subnets().getFirst().paths().stream()
                        .map(WorldsTest::shown)
                        .distinct())
                .as(why)
                .containsExactlyInAnyOrderElementsOf(texts(expected.get("paths")));
        assertThat(result.ingressVerdict())
                .as(why)
                .isEqualTo(Verdict.valueOf(expected.path("ingressVerdict").asText("LOCKED")));
        // Worlds that are about the way out say nothing of the ways in that are closed.
        assertThat(result.subnets().getFirst().ingressPaths().stream()
                        .filter(path -> expected.has("ingressPaths") || path.status() != PathStatus.BLOCKED)
                        .map(WorldsTest::shown)
                        .distinct())
                .as(why)
                .containsExactlyInAnyOrderElementsOf(texts(expected.path("ingressPaths")));
        // Advice that changes no verdict has worlds of its own.
        assertThat(result.findings().stream()
                        .filter(finding -> finding.verdict() != Verdict.LOCKED
                                || finding.refused()
                                || expected.path("advice").asBoolean())
                        .map(Finding::control)
                        .distinct())
                .as(why)
                .containsExactlyInAnyOrderElementsOf(texts(expected.get("findings")));
        assertThat(result.findings().stream().flatMap(WorldsTest::accepted).distinct())
                .as(why)
                .containsExactlyInAnyOrderElementsOf(texts(expected.path("accepted")));
        assertThat(result.policyHolds()).isEqualTo(expected.get("policyHolds").asBoolean());
        assertThat(result.findings())
                .allSatisfy(finding -> assertThat(finding.remediation()).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void aWorldIsTwoFiles(World world) throws IOException {
        try (Stream<Path> files = Files.list(world.directory())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("network.json", "expected.json");
        }
    }

    @Test
    void thereIsAWorldForEachTrap() throws IOException {
        assertThat(worlds()).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void theOpenNatPathNamesItsHops() {
        World world = World.named("nat-open");
        AuditRequest request = world.request();
        AuditResult result = EgressAudit.audit(
                world.network(),
                new AuditRequest(
                        request.subnetIds(), List.of(), EgressPolicy.of(EgressPolicy.Mode.STANDARD), request.day()));
        assertThat(result.policyHolds()).isFalse();
        assertThat(result.subnets().getFirst().paths().getFirst().hops())
                .containsExactly("subnet-1", "rtb-1", "nat-1", "subnet-2", "rtb-2", "igw-1");
        assertThat(result.findings().getFirst().resourceId()).isEqualTo("nat-1");
    }

    private static Stream<String> accepted(Finding finding) {
        return finding.acceptedBy().stream().map(acceptance -> finding.control() + " " + acceptance.field());
    }

    private static String shown(IngressPath path) {
        return path.kind() + " " + path.status() + " "
                + path.blockedBy().map(Layer::toString).orElse(path.traffic());
    }

    private static String shown(EgressPath path) {
        return path.kind() + " " + path.status()
                + path.blockedBy().map(layer -> " " + layer).orElse("");
    }
}
