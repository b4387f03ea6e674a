package hyperpod.rig.egress.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.AuditScope;
import hyperpod.rig.egress.EgressAudit;
import hyperpod.rig.egress.finding.Origin;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EffectivePolicy;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.report.AnalysisVersion;
import hyperpod.rig.egress.report.AuditContext;
import hyperpod.rig.egress.report.AuditReport;
import hyperpod.rig.egress.report.JsonReport;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever alters evidence is found out, however consistently, as far as the manifest's digest is kept elsewhere. */
class EvidenceVerificationTest {

    private static final EffectivePolicy STRICT = EffectivePolicy.requested(EgressPolicy.of(EgressPolicy.Mode.STRICT));
    private static final EffectivePolicy STANDARD =
            EffectivePolicy.requested(EgressPolicy.of(EgressPolicy.Mode.STANDARD));
    /** A policy of which a part lay beyond the administrator's ceiling. */
    private static final EffectivePolicy DISREGARDED = new EffectivePolicy(
            EgressPolicy.of(EgressPolicy.Mode.STRICT), Origin.ADMINISTRATOR, List.of("waivers: none is allowed"));

    private static final AnalysisVersion OTHER = new AnalysisVersion("0.9.0", "f".repeat(64));

    private final Map<String, byte[]> files = evidence("nat-open", "e-1");

    @ParameterizedTest
    @ValueSource(strings = {"locked", "nat-open", "s3-endpoint-restricted", "appliance"})
    void whatNobodyTouchedIsIntact(String world) {
        for (String executionName : List.of("e-1", "e-2", "e-3")) {
            EvidenceVerification verified = verify(evidence(world, executionName));
            assertThat(verified.alterations()).isEmpty();
            assertThat(verified.differences()).isEmpty();
            assertThat(verified.isSameVerdict()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot.zip", "policy.json", "report.json", "report.html", "manifest.json"})
    void noByteCanBeChanged(String name) {
        byte[] content = files.get(name);
        int step = name.equals(EvidenceFiles.MANIFEST) ? 1 : Math.max(1, content.length / 40);
        for (int i = 0; i < content.length; i += step) {
            byte[] altered = content.clone();
            altered[i] ^= 1;
            assertThat(verify(with(name, altered)).alterations())
                    .as("byte %d of %s", i, name)
                    .anySatisfy(alteration -> assertThat(alteration).contains(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot.zip", "policy.json", "report.json", "report.html", "manifest.json"})
    void noFileCanBeMissingOrEmptyOrOfAnotherExecution(String name) {
        Map<String, byte[]> missing = new HashMap<>(files);
        missing.remove(name);
        assertThat(verify(missing).alterations())
                .anySatisfy(alteration -> assertThat(alteration).startsWith(name + " is not there"));
        assertThat(verify(with(name, new byte[0])).isIntact()).isFalse();
        assertThat(verify(with(name, evidence("locked", "e-2").get(name))).isIntact())
                .isFalse();
    }

    /** Files that agree with one another, put in the place of others. */
    @Test
    void theEvidenceOfAnotherExecutionIsNotOfThisOne() {
        Map<String, byte[]> others = evidence("locked", "e-2");
        assertThat(verify(others).isIntact()).isTrue();
        assertThat(EvidenceVerification.of(source(others), Optional.empty(), Optional.of("e-1"))
                        .alterations())
                .containsExactly("manifest.json is of execution e-2, and should be of e-1");
        String kept = Sha256.of(files.get(EvidenceFiles.MANIFEST));
        assertThat(EvidenceVerification.of(source(others), Optional.of(kept), Optional.empty())
                        .alterations())
                .containsExactly("manifest.json: its SHA-256 is " + Sha256.of(others.get(EvidenceFiles.MANIFEST))
                        + ", and should be " + kept);
        assertThat(EvidenceVerification.of(source(files), Optional.of(kept), Optional.of("e-1"))
                        .isIntact())
                .isTrue();
    }

    /** Somebody who can write everything makes the digests fit; the snapshot still says what the network was. */
    @Test
    void aVerdictIsJudgedAgainThoughAllDigestsFit() {
        forge(EvidenceFiles.REPORT_JSON, report -> {
            report.put("verdict", "LOCKED").put("policyHolds", true);
            ((ArrayNode) report.get("findings")).removeAll();
            ((ObjectNode) report.at("/subnets/0")).put("verdict", "LOCKED").putArray("paths");
            return report;
        });
        String html = new String(files.get(EvidenceFiles.REPORT_HTML), StandardCharsets.UTF_8);
        forge(EvidenceFiles.REPORT_HTML, html.replace("OPEN", "LOCKED").getBytes(StandardCharsets.UTF_8));
        forge(
                EvidenceFiles.MANIFEST,
                manifest -> manifest.put("verdict", "LOCKED").put("policyHolds", true));
        EvidenceVerification verified = verify(files);
        assertThat(verified.recomputed()).contains(Verdict.OPEN);
        assertThat(verified.isSameVerdict()).isFalse();
        assertThat(verified.alterations())
                .anySatisfy(a -> assertThat(a).contains("manifest.json says out LOCKED", "judged again it is out OPEN"))
                .anySatisfy(a -> assertThat(a).contains("finding EGR-101 nat-1 is found, and not stored"))
                .anySatisfy(a -> assertThat(a).contains("subnet subnet-1 says otherwise"))
                .anySatisfy(a -> assertThat(a).contains("report.html is not what the analysis wrote"))
                .noneSatisfy(a -> assertThat(a).contains("SHA-256"));
    }

    @Test
    void aPolicyThatWouldHaveAcceptedIsNotTheOneThatJudged() {
        forge(EvidenceFiles.POLICY, policy -> {
            policy.withObject("/allowedCidrs").putArray("value").add("198.51.100.0/24");
            return policy;
        });
        assertThat(verify(files).alterations())
                .anySatisfy(a -> assertThat(a).contains("effectivePolicy is"))
                .noneSatisfy(a -> assertThat(a).contains("SHA-256"));
    }

    @Test
    void anotherAnalysisMayFindMoreAndNothingIsCalledAltered() {
        Map<String, byte[]> written = evidence("nat-open", "e-1", OTHER, UnaryOperator.identity());
        assertThat(verify(written).isIntact()).isTrue();
        assertThat(verify(written).differences()).isEmpty();

        Map<String, byte[]> blind = evidence(
                "nat-open",
                "e-1",
                OTHER,
                result -> new AuditResult(result.effectivePolicy(), result.subnets(), List.of()));
        EvidenceVerification verified = verify(blind);
        assertThat(verified.alterations()).isEmpty();
        assertThat(verified.differences())
                .anySatisfy(d -> assertThat(d).contains("finding EGR-101 nat-1 is found, and not stored"));
    }

    @Test
    void aManifestThatNamesAnotherAnalysisDoesNotHideAnAlteration() {
        forge(EvidenceFiles.REPORT_JSON, report -> {
            ((ArrayNode) report.get("findings")).removeAll();
            return report;
        });
        forge(EvidenceFiles.MANIFEST, manifest -> {
            manifest.withObject("/analysis").put("sources", OTHER.sources());
            return manifest;
        });
        assertThat(verify(files).alterations()).containsExactly("manifest.json and report.json name different audits");
    }

    @Test
    void anArchiveThatUnpacksWithoutEndIsRefused() throws IOException {
        byte[] bomb = zip(Map.of("Vpcs.json", " ".repeat(2_000_000) + "{}"));
        assertThat(bomb).hasSizeLessThan(10_000);
        assertThatThrownBy(() -> SnapshotArchive.read(bomb, 1_000_000))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining("zip bomb");
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 20_001; i++) {
            many.put("Vpcs-" + i + ".json", "{\"Vpcs\": []}");
        }
        assertThatThrownBy(() -> SnapshotArchive.read(zip(many)))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining("more than 20000 documents");
        assertThat(verify(with(EvidenceFiles.SNAPSHOT, zip(Map.of("notes.txt", "no JSON"))))
                        .alterations())
                .anySatisfy(a -> assertThat(a).contains("nothing can be judged again"));
    }

    @Test
    void hostileManifestsAreNoManifests() {
        for (String manifest : List.of(
                "", "null", "[]", "{}", "{\"scope\": null}", "[".repeat(100_000), "{\"context\": {\"at\": 1e999}}")) {
            EvidenceVerification verified =
                    verify(with(EvidenceFiles.MANIFEST, manifest.getBytes(StandardCharsets.UTF_8)));
            assertThat(verified.alterations())
                    .as("%.40s", manifest)
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("manifest.json is no manifest");
            assertThat(verified.isSameVerdict()).isFalse();
        }
    }

    private Map<String, byte[]> with(String name, byte[] content) {
        Map<String, byte[]> altered = new HashMap<>(files);
        altered.put(name, content);
        return altered;
    }

    /** Changes a file, and the digest of it in the manifest. */
    private void forge(String name, UnaryOperator<ObjectNode> change) {
        forge(name, bytes(change.apply(tree(name))));
    }

    private void forge(String name, byte[] content) {
        files.put(name, content);
        if (!name.equals(EvidenceFiles.MANIFEST)) {
            ObjectNode manifest = tree(EvidenceFiles.MANIFEST);
            manifest.withObject("/sha256").put(name, Sha256.of(files.get(name)));
            files.put(EvidenceFiles.MANIFEST, bytes(manifest));
        }
    }

    private ObjectNode tree(String name) {
        try {
            return (ObjectNode) JsonReport.MAPPER.readTree(files.get(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(ObjectNode json) {
        return JsonReport.text(json).getBytes(StandardCharsets.UTF_8);
    }

    private static EvidenceVerification verify(Map<String, byte[]> files) {
        return EvidenceVerification.of(source(files), Optional.empty(), Optional.empty());
    }

    private static EvidenceSource source(Map<String, byte[]> files) {
        return new EvidenceSource("here", files, List.of());
    }

    private static Map<String, byte[]> evidence(String world, String executionName) {
        return evidence(world, executionName, AnalysisVersion.CURRENT, UnaryOperator.identity());
    }

    private static Map<String, byte[]> evidence(
            String world, String executionName, AnalysisVersion analysis, UnaryOperator<AuditResult> found) {
        try {
            byte[] archive = zip(Map.of(
                    "network.json", Files.readString(Path.of("src/test/resources/worlds", world, "network.json"))));
            SnapshotArchive snapshot = SnapshotArchive.read(archive);
            AuditScope scope = new AuditScope(
                    List.of(new AuditScope.AuditedNetwork(List.of("subnet-1"), List.of())),
                    false,
                    LocalDate.of(2026, 11, 23));
            AuditContext context = new AuditContext(
                    Instant.parse("2026-11-23T10:30:00Z"),
                    AuditContext.Moment.AFTER_CREATION,
                    Optional.of("111122223333"),
                    Optional.of("us-east-1"),
                    Optional.of("nova-rig"),
                    Optional.of(executionName));
            AuditReport report = AuditReport.of(
                    context,
                    scope,
                    Optional.of(snapshot.sha256()),
                    snapshot.network(),
                    found.apply(EgressAudit.audit(
                            snapshot.network(),
                            scope,
                            executionName.equals("e-1")
                                    ? STRICT
                                    : executionName.equals("e-2") ? STANDARD : DISREGARDED)));
            return new HashMap<>(EvidenceFiles.of(
                    new AuditReport(
                            report.context(),
                            analysis,
                            report.scope(),
                            report.snapshotSha256(),
                            report.result(),
                            report.barriers(),
                            report.controls()),
                    archive));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] zip(Map<String, String> documents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> document : documents.entrySet()) {
                zip.putNextEntry(new ZipEntry(document.getKey()));
                zip.write(document.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
