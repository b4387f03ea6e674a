package hyperpod.rig.egress.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.EgressAudit;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EffectivePolicy;
import hyperpod.rig.egress.policy.EgressPolicyReader;
import hyperpod.rig.egress.report.AnalysisVersion;
import hyperpod.rig.egress.report.AuditReport;
import hyperpod.rig.egress.report.JsonReport;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether evidence is what the analysis stored: the digests of the manifest hold, and the stored snapshot, judged again
 * by the stored policy on the stored day, gives the stored verdict, paths and findings.
 *
 * @param manifest what the evidence says it is of; absent if it has no manifest that can be read
 * @param alterations what was altered, each in one sentence that names the file; none if the evidence is intact
 * @param differences what this analysis finds otherwise than the one that judged then; only if they are not the same
 * @param recomputed the verdict of this analysis; absent if the snapshot or the policy cannot be used
 * @param policyHolds whether the policy accepts what this analysis finds; false without a recomputed verdict
 */
public record EvidenceVerification(
        Optional<Manifest> manifest,
        List<String> alterations,
        List<String> differences,
        Optional<Verdict> recomputed,
        boolean policyHolds) {

    /**
     * Verifies evidence.
     *
     * @param evidence the files
     * @param manifestSha256 the manifest's digest as somebody else keeps it, such as the execution's output
     * @param executionName the execution of which the evidence should be
     */
    public static EvidenceVerification of(
            EvidenceSource evidence, Optional<String> manifestSha256, Optional<String> executionName) {
        List<String> alterations = new ArrayList<>();
        byte[] json = evidence.files().get(EvidenceFiles.MANIFEST);
        if (json == null) {
            return without(
                    EvidenceFiles.MANIFEST + " is not there: evidence without it was altered, or never stored whole");
        }
        manifestSha256
                .filter(expected -> !expected.equalsIgnoreCase(Sha256.of(json)))
                .ifPresent(expected -> alterations.add(EvidenceFiles.MANIFEST + ": its SHA-256 is " + Sha256.of(json)
                        + ", and should be " + expected));
        Manifest manifest;
        try {
            manifest = Manifest.parse(json);
        } catch (IllegalArgumentException e) {
            return without(EvidenceFiles.MANIFEST + " is no manifest: " + e.getMessage());
        }
        executionName
                .filter(expected -> !manifest.context().executionName().equals(Optional.of(expected)))
                .ifPresent(expected -> alterations.add(EvidenceFiles.MANIFEST + " is of "
                        + manifest.context()
                                .executionName()
                                .map(name -> "execution " + name)
                                .orElse("no execution")
                        + ", and should be of " + expected));
        if (manifest.analysis().equals(AnalysisVersion.CURRENT) && !Arrays.equals(json, manifest.bytes())) {
            alterations.add(EvidenceFiles.MANIFEST + " is not what the analysis wrote");
        }
        digests(evidence.files(), manifest, alterations);
        parsed(evidence.files().get(EvidenceFiles.REPORT_JSON))
                .ifPresentOrElse(
                        report -> agreement(report, manifest, alterations),
                        () -> alterations.add(EvidenceFiles.REPORT_JSON + " is no JSON"));
        return recomputed(evidence.files(), manifest, alterations);
    }

    private static EvidenceVerification without(String alteration) {
        return new EvidenceVerification(Optional.empty(), List.of(alteration), List.of(), Optional.empty(), false);
    }

    private static void digests(Map<String, byte[]> files, Manifest manifest, List<String> alterations) {
        if (!manifest.sha256().keySet().equals(EvidenceFiles.OF_MANIFEST)) {
            alterations.add(EvidenceFiles.MANIFEST + " is of other files: "
                    + manifest.sha256().keySet());
        }
        EvidenceFiles.OF_MANIFEST.stream().sorted().forEach(name -> {
            String expected = manifest.sha256().getOrDefault(name, "unknown");
            byte[] content = files.get(name);
            if (content == null) {
                alterations.add(name + " is not there");
            } else if (!Sha256.of(content).equals(expected)) {
                alterations.add(name + ": its SHA-256 is " + Sha256.of(content) + ", and " + EvidenceFiles.MANIFEST
                        + " says " + expected);
            }
        });
    }

    private static EvidenceVerification recomputed(
            Map<String, byte[]> files, Manifest manifest, List<String> alterations) {
        AuditReport report;
        try {
            report = judgedAgain(files, manifest);
        } catch (UnusableSnapshotException | IllegalArgumentException e) {
            alterations.add("nothing can be judged again: " + e.getMessage());
            return new EvidenceVerification(Optional.of(manifest), alterations, List.of(), Optional.empty(), false);
        }
        AuditResult result = report.result();
        boolean same = manifest.analysis().equals(AnalysisVersion.CURRENT);
        List<String> found = same ? alterations : new ArrayList<>();
        if (result.verdict() != manifest.verdict()
                || result.ingressVerdict() != manifest.ingressVerdict()
                || result.policyHolds() != manifest.policyHolds()) {
            found.add(EvidenceFiles.MANIFEST + " says "
                    + said(manifest.verdict(), manifest.ingressVerdict(), manifest.policyHolds())
                    + "; judged again it is " + said(result.verdict(), result.ingressVerdict(), result.policyHolds()));
        }
        parsed(files.get(EvidenceFiles.REPORT_JSON))
                .ifPresent(json -> ReportDifference.between(json, parsed(JsonReport.of(report)))
                        .forEach(difference -> found.add(EvidenceFiles.REPORT_JSON + ": " + difference)));
        if (same) {
            bytes(files, report, alterations);
        }
        return new EvidenceVerification(
                Optional.of(manifest),
                alterations,
                same ? List.of() : List.copyOf(found),
                Optional.of(result.verdict()),
                result.policyHolds());
    }

    /** Report and manifest name the same audit, whichever analysis wrote them. */
    private static void agreement(JsonNode report, Manifest manifest, List<String> alterations) {
        for (String field : List.of("verdict", "ingressVerdict", "policyHolds")) {
            if (!report.path(field).equals(manifest.json().path(field))) {
                alterations.add(EvidenceFiles.REPORT_JSON + " says " + field + " " + report.path(field) + ", and "
                        + EvidenceFiles.MANIFEST + " " + manifest.json().path(field));
            }
        }
        JsonNode audit = report.path("audit");
        boolean same = audit.path("analysis").equals(manifest.json().path("analysis"))
                && Stream.of("context", "scope")
                        .flatMap(part -> manifest.json().path(part).properties().stream())
                        .allMatch(fact -> fact.getValue().equals(audit.path(fact.getKey())));
        if (!same) {
            alterations.add(EvidenceFiles.MANIFEST + " and " + EvidenceFiles.REPORT_JSON + " name different audits");
        }
    }

    /** The same analysis writes the same bytes: whoever alters a report and its digest alike is found out here. */
    private static void bytes(Map<String, byte[]> files, AuditReport report, List<String> alterations) {
        EvidenceFiles.written(report).forEach((name, content) -> {
            byte[] stored = files.get(name);
            if (stored != null
                    && !Arrays.equals(stored, content)
                    && alterations.stream().noneMatch(alteration -> alteration.startsWith(name))) {
                alterations.add(name + " is not what the analysis wrote");
            }
        });
    }

    private static AuditReport judgedAgain(Map<String, byte[]> files, Manifest manifest) {
        byte[] policy = files.get(EvidenceFiles.POLICY);
        byte[] archive = files.get(EvidenceFiles.SNAPSHOT);
        if (policy == null || archive == null) {
            throw new IllegalArgumentException("snapshot or policy is not there");
        }
        EffectivePolicy effective = EgressPolicyReader.readEffective(
                parsed(policy).orElseThrow(() -> new IllegalArgumentException(EvidenceFiles.POLICY + " is no JSON")),
                EvidenceFiles.POLICY);
        SnapshotArchive snapshot = SnapshotArchive.read(archive);
        AuditResult result = EgressAudit.audit(snapshot.network(), manifest.scope(), effective);
        return AuditReport.of(
                manifest.context(), manifest.scope(), Optional.of(snapshot.sha256()), snapshot.network(), result);
    }

    private static String said(Verdict verdict, Verdict ingressVerdict, boolean policyHolds) {
        return "out " + verdict + ", in " + ingressVerdict + ", the policy "
                + (policyHolds ? "holds" : "does not hold");
    }

    private static Optional<JsonNode> parsed(byte[] json) {
        try {
            return json == null ? Optional.empty() : Optional.of(JsonReport.MAPPER.readTree(json));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static JsonNode parsed(String json) {
        try {
            return JsonReport.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report that was just written is JSON", e);
        }
    }

    /** Whether nothing was altered. */
    public boolean isIntact() {
        return alterations.isEmpty();
    }

    /** Whether the verdict is what the manifest says. */
    public boolean isSameVerdict() {
        return manifest.isPresent()
                && recomputed.equals(manifest.map(Manifest::verdict))
                && manifest.get().policyHolds() == policyHolds;
    }
}
