package hyperpod.rig.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hyperpod.rig.egress.control.Control;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EgressAuditCommandTest {

    private static final String WORLDS = "src/test/resources/worlds/";
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theExitStatusSaysWhetherThePolicyHolds() {
        assertThat(run("--snapshot", WORLDS + "locked", "--subnet", "subnet-1")).isZero();
        assertThat(run("--snapshot", WORLDS + "transit-gateway-private", "--subnet", "subnet-1"))
                .isEqualTo(1);
        assertThat(run(
                        "--snapshot",
                        WORLDS + "transit-gateway-private",
                        "--subnet",
                        "subnet-1",
                        "--policy",
                        "standard"))
                .isZero();
        assertThat(run("--snapshot", WORLDS + "nat-open", "--subnet", "all", "--policy", "standard"))
                .isEqualTo(1);
    }

    static Stream<World> worldsOfAnyDay() throws IOException {
        return World.all()
                .filter(world -> world.request().policy().policy().waivers().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("worldsOfAnyDay")
    void everyWorldCanBeRunAsASnapshot(World world, @TempDir Path directory) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--snapshot", world.directory().toString()));
        world.request().subnetIds().forEach(id -> arguments.addAll(List.of("--subnet", id)));
        world.request().securityGroupIds().forEach(id -> arguments.addAll(List.of("--security-group", id)));
        JsonNode policy = world.expected().at("/request/policy");
        if (policy.isObject()) {
            arguments.addAll(List.of(
                    "--policy",
                    Files.writeString(directory.resolve("policy.json"), policy.toString())
                            .toString()));
        }
        assertThat(run(arguments.toArray(String[]::new)))
                .isEqualTo(world.expected().get("policyHolds").asBoolean() ? 0 : 1);
        assertThat(out.toString()).contains(world.expected().get("verdict").asText() + ": the policy");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatCannotBeUsedIsStatusTwoAndOneSentence() {
        assertThat(run("--snapshot", WORLDS + "none-such", "--subnet", "all")).isEqualTo(2);
        assertThat(err.toString()).contains("none-such is not a directory").doesNotContain("\tat ");
        assertThat(run("--snapshot", WORLDS + "locked", "--subnet", "subnet-9")).isEqualTo(2);
        assertThat(run("--snapshot", WORLDS + "locked", "--subnet", "all", "--policy", "lax"))
                .isEqualTo(2);
        assertThat(run("--snapshot", WORLDS + "locked")).isEqualTo(2);
        assertThat(run("--nonsense")).isEqualTo(2);
    }

    @Test
    void aReportThatCannotBeWrittenIsStatusTwo(@TempDir Path directory) {
        Path nowhere = directory.resolve("none-such").resolve("report.json");
        assertThat(run("--snapshot", WORLDS + "locked", "--subnet", "subnet-1", "--output", nowhere.toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--output " + nowhere + " cannot be written")
                .doesNotContain("\tat ");
    }

    @Test
    void theJsonIsTheDocumentedOne(@TempDir Path directory) throws IOException {
        Path report = directory.resolve("report.json");
        assertThat(run(
                        "--snapshot",
                        WORLDS + "nat-open",
                        "--subnet",
                        "subnet-1",
                        "--format",
                        "json",
                        "--output",
                        report.toString()))
                .isEqualTo(1);
        JsonNode json = JsonMapper.builder().build().readTree(Files.readString(report));
        assertThat(names(json.get("audit")))
                .containsExactly(
                        "at",
                        "moment",
                        "accountId",
                        "region",
                        "clusterName",
                        "executionName",
                        "analysis",
                        "networks",
                        "reinforcementFineTuning",
                        "day",
                        "snapshotSha256");
        assertThat(names(json.at("/controls/0")))
                .containsExactly("control", "title", "outcome", "findings", "accepted", "why");
        assertThat(names(json))
                .containsExactly(
                        "audit",
                        "verdict",
                        "ingressVerdict",
                        "policy",
                        "policyHolds",
                        "effectivePolicy",
                        "subnets",
                        "findings",
                        "notModelled",
                        "barriers",
                        "controls");
        assertThat(json.get("policy").asText()).isEqualTo("strict");
        assertThat(names(json.at("/subnets/0")))
                .containsExactly(
                        "subnetId", "vpcId", "routeTableId", "verdict", "ingressVerdict", "paths", "ingressPaths");
        assertThat(names(json.at("/subnets/0/paths/0")))
                .containsExactly("kind", "status", "destination", "hops", "blockedBy", "acceptedBy");
        assertThat(json.at("/subnets/0/paths/0/blockedBy").isNull()).isTrue();
        assertThat(names(json.at("/findings/0")))
                .containsExactly(
                        "control",
                        "severity",
                        "resourceId",
                        "message",
                        "evidence",
                        "remediation",
                        "commands",
                        "subnetIds",
                        "refused",
                        "acceptedBy");
    }

    @Test
    void theTextNamesVerdictPathAndRemedy() {
        run("--snapshot", WORLDS + "nat-open", "--subnet", "subnet-1");
        assertThat(out.toString())
                .contains(
                        "OPEN",
                        "subnet-1 -> rtb-1 -> nat-1 -> subnet-2 -> rtb-2 -> igw-1",
                        "EGR-101",
                        "aws ec2 delete-route",
                        "the policy strict does not hold");
    }

    @Test
    void everyControlIsDocumentedAndNoOther() throws IOException {
        List<String> documented = Files.readAllLines(Path.of("../../docs/egress-controls.md")).stream()
                .filter(line -> line.startsWith("### EGR-") || line.startsWith("### ING-"))
                .map(line -> line.substring(4, 11))
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(
                        Arrays.stream(Control.values()).map(Control::id).toList());
    }

    private int run(String... arguments) {
        return EgressAuditCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}
