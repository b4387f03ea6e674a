package hyperpod.rig.egress.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.egress.AuditScope;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.report.AnalysisVersion;
import hyperpod.rig.egress.report.AuditContext;
import hyperpod.rig.egress.report.AuditReport;
import hyperpod.rig.egress.report.JsonReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code manifest.json}: which audit the files beside it are of, and the digest of each. It is stored last, so that
 * evidence with a manifest is whole.
 *
 * @param context what the audit was of and when; it names the execution
 * @param analysis which analysis judged
 * @param scope what it was asked
 * @param verdict the verdict on the way out
 * @param ingressVerdict the verdict on the way in
 * @param policyHolds whether the policy accepted everything
 * @param sha256 the digest of each other file, by its name
 */
public record Manifest(
        AuditContext context,
        AnalysisVersion analysis,
        AuditScope scope,
        Verdict verdict,
        Verdict ingressVerdict,
        boolean policyHolds,
        SortedMap<String, String> sha256) {

    public Manifest {
        sha256 = Collections.unmodifiableSortedMap(new TreeMap<>(sha256));
    }

    static Manifest of(AuditReport report, Map<String, byte[]> files) {
        TreeMap<String, String> digests = new TreeMap<>();
        files.forEach((name, content) -> digests.put(name, Sha256.of(content)));
        return new Manifest(
                report.context(),
                report.analysis(),
                report.scope(),
                report.result().verdict(),
                report.result().ingressVerdict(),
                report.result().policyHolds(),
                digests);
    }

    /**
     * Reads a manifest.
     *
     * @throws IllegalArgumentException if it is none, or lacks something
     */
    static Manifest parse(byte[] json) {
        try {
            Manifest read = JsonReport.MAPPER.readValue(json, Manifest.class);
            if (read.isIncomplete()) {
                throw new IllegalArgumentException("a part of it is missing");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException | NullPointerException e) {
            throw new IllegalArgumentException("a part of it is missing", e);
        }
    }

    /** The content of {@code manifest.json}. */
    byte[] bytes() {
        return JsonReport.text(this).getBytes(StandardCharsets.UTF_8);
    }

    /** The same as a tree. */
    JsonNode json() {
        return JsonReport.MAPPER.valueToTree(this);
    }

    private boolean isIncomplete() {
        return context == null
                || context.at() == null
                || context.moment() == null
                || analysis == null
                || analysis.sources() == null
                || scope == null
                || scope.day() == null
                || scope.networks().isEmpty()
                || verdict == null
                || ingressVerdict == null;
    }
}
