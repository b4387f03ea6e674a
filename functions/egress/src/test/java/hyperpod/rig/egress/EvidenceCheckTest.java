package hyperpod.rig.egress;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.egress.evidence.EvidenceFiles;
import hyperpod.rig.egress.evidence.Sha256;
import hyperpod.rig.egress.policy.EffectivePolicy;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.report.AuditContext;
import hyperpod.rig.egress.report.AuditReport;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./egress-audit --verify}: one line, and an exit status that says whether to trust the evidence. */
class EvidenceCheckTest {

    private static final World WORLD = World.named("nat-open");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path evidence;

    @BeforeEach
    void store() throws IOException {
        byte[] network = Files.readAllBytes(WORLD.directory().resolve("network.json"));
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            zip.putNextEntry(new ZipEntry("network.json"));
            zip.write(network);
        }
        NetworkSnapshot snapshot = WORLD.network();
        AuditScope scope = new AuditScope(
                List.of(new AuditScope.AuditedNetwork(List.of("subnet-1"), List.of())),
                false,
                LocalDate.of(2026, 11, 23));
        AuditResult result = EgressAudit.audit(
                snapshot, scope, EffectivePolicy.requested(EgressPolicy.of(EgressPolicy.Mode.STRICT)));
        AuditContext context = new AuditContext(
                Instant.parse("2026-11-23T10:30:00Z"),
                AuditContext.Moment.AFTER_CREATION,
                Optional.of("111122223333"),
                Optional.of("us-east-1"),
                Optional.of("nova-rig"),
                Optional.of("nova-1"));
        AuditReport report = AuditReport.of(
                context,
                scope,
                Optional.of(Sha256.ofAll(Map.of("network.json", Sha256.of(network)))),
                snapshot,
                result);
        for (Map.Entry<String, byte[]> file :
                EvidenceFiles.of(report, archive.toByteArray()).entrySet()) {
            Files.write(evidence.resolve(file.getKey()), file.getValue());
        }
    }

    @Test
    void intactEvidenceIsStatusZeroAndSaysOfWhatItIs() throws IOException {
        assertThat(verify()).isZero();
        assertThat(out.toString())
                .startsWith("INTACT: the network was OPEN, judged again it is OPEN")
                .contains("2026-11-23T10:30:00Z (after creation), cluster nova-rig, execution nova-1");
        String kept = Sha256.of(evidence.resolve("manifest.json"));
        assertThat(verify("--manifest-sha256", kept, "--execution", "nova-1")).isZero();
    }

    @Test
    void alteredEvidenceIsStatusOneAndOneLineSaysWhat() throws IOException {
        Path report = evidence.resolve("report.json");
        Files.writeString(report, Files.readString(report).replace("EGR-101", "EGR-501"), StandardCharsets.UTF_8);
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString().lines().findFirst().orElseThrow())
                .startsWith("ALTERED: report.json: its SHA-256 is ")
                .contains("finding EGR-101 nat-1 is found, and not stored");
    }

    @Test
    void evidenceOfSomethingElseIsStatusOne() throws IOException {
        assertThat(verify("--execution", "nova-2")).isEqualTo(1);
        assertThat(verify("--manifest-sha256", "0".repeat(64))).isEqualTo(1);
        Files.delete(evidence.resolve("manifest.json"));
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("ALTERED: manifest.json is not there");
    }

    @Test
    void whatIsNoEvidenceIsStatusTwo(@TempDir Path empty) {
        assertThat(run("--verify", empty.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("holds no evidence");
        assertThat(run("--verify", empty.resolve("none-such").toString())).isEqualTo(2);
        assertThat(run("--verify", "s3://bucket/nova-1/after-creation")).isEqualTo(2);
        assertThat(err.toString()).contains("start ./egress-audit").doesNotContain("\tat ");
    }

    private int verify(String... more) {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "--verify";
        arguments[1] = evidence.toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return run(arguments);
    }

    private int run(String... arguments) {
        return EgressAuditCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
