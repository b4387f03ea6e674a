package hyperpod.rig.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.path.EgressPath;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.policy.EgressPolicyReader;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small networks as the AWS CLI prints them, one for each rule and trap, each with its verdict, paths and findings. */
class WorldsTest {

    private static final Path WORLDS = Path.of("src/test/resources/worlds");
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Stream<String> worlds() throws IOException {
        try (Stream<Path> files = Files.list(WORLDS)) {
            return files.filter(Files::isDirectory).map(world -> world.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void aWorldIsJudgedRight(String world) throws IOException {
        JsonNode expected = JSON.readTree(WORLDS.resolve(world).resolve("expected.json").toFile());
        EgressPolicy policy = EgressPolicyReader.read(expected.path("policy").isMissingNode() ? "{}" : expected.path("policy").toString(), world);
        AuditResult result = EgressAudit.audit(
                SnapshotReader.readDirectory(WORLDS.resolve(world)),
                new AuditRequest(List.of("subnet-1"), texts(expected.get("securityGroups")), policy, TODAY));

        String why = expected.get("why").asText() + " " + result;
        assertThat(result.verdict()).as(why).isEqualTo(Verdict.valueOf(expected.get("verdict").asText()));
        assertThat(result.subnets().getFirst().paths().stream().map(WorldsTest::shown).distinct())
                .as(why)
                .containsExactlyInAnyOrderElementsOf(texts(expected.get("paths")));
        // Advice that changes no verdict has worlds of its own.
        assertThat(result.findings().stream()
                        .filter(finding -> finding.verdict() != Verdict.LOCKED || expected.path("advice").asBoolean())
                        .map(Finding::control)
                        .distinct())
                .as(why)
                .containsExactlyInAnyOrderElementsOf(texts(expected.get("findings")));
        assertThat(result.policyHolds()).isEqualTo(expected.path("holds").asBoolean(result.verdict() == Verdict.LOCKED));
        assertThat(result.findings()).allSatisfy(finding -> assertThat(finding.remediation()).isNotBlank());
    }

    @Test
    void thereIsAWorldForEachTrap() throws IOException {
        assertThat(worlds()).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void theOpenNatPathNamesItsHops() {
        AuditResult result = EgressAudit.audit(
                SnapshotReader.readDirectory(WORLDS.resolve("nat-open")),
                new AuditRequest(List.of("subnet-1"), List.of(), EgressPolicy.of(EgressPolicy.Mode.STANDARD), TODAY));
        assertThat(result.policyHolds()).isFalse();
        assertThat(result.subnets().getFirst().paths().getFirst().hops())
                .containsExactly("subnet-1", "rtb-1", "nat-1", "subnet-2", "rtb-2", "igw-1");
        assertThat(result.findings().getFirst().resourceId()).isEqualTo("nat-1");
    }

    private static String shown(EgressPath path) {
        return path.kind() + " " + path.status() + path.blockedBy().map(layer -> " " + layer).orElse("");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
