package hyperpod.rig.egress.evidence;

import hyperpod.rig.egress.report.AuditReport;
import hyperpod.rig.egress.report.HtmlReport;
import hyperpod.rig.egress.report.JsonReport;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** The files that evidence of one audit consists of, and what is in them. */
public final class EvidenceFiles {

    /** The digests of the other files. */
    public static final String MANIFEST = "manifest.json";
    /** What was audited: the documents that the AWS CLI would have printed. */
    public static final String SNAPSHOT = "snapshot.zip";
    /** By what it was judged: every field of the policy, with who set it. */
    public static final String POLICY = "policy.json";
    /** The report, for programs. */
    public static final String REPORT_JSON = "report.json";
    /** The report, for people. */
    public static final String REPORT_HTML = "report.html";

    /** All of them. */
    public static final List<String> NAMES = List.of(SNAPSHOT, POLICY, REPORT_JSON, REPORT_HTML, MANIFEST);
    /** Far more than any of them has. */
    public static final long MAX_BYTES = 1L << 29;

    /** All of them but the manifest. */
    static final Set<String> OF_MANIFEST = Set.of(SNAPSHOT, POLICY, REPORT_JSON, REPORT_HTML);

    private EvidenceFiles() {}

    /**
     * The files of an audit in the order in which they are to be stored: the manifest last.
     *
     * @param snapshot the snapshot's archive, {@code snapshot.zip}
     */
    public static SequencedMap<String, byte[]> of(AuditReport report, byte[] snapshot) {
        SequencedMap<String, byte[]> files = new LinkedHashMap<>();
        files.put(SNAPSHOT, snapshot);
        files.putAll(written(report));
        files.put(MANIFEST, Manifest.of(report, files).bytes());
        return files;
    }

    /** The digests of a manifest, by file; none if it is no manifest. */
    public static Map<String, String> digests(byte[] manifest) {
        try {
            return Manifest.parse(manifest).sha256();
        } catch (IllegalArgumentException e) {
            return Map.of();
        }
    }

    /** What the analysis itself writes of an audit. */
    static Map<String, byte[]> written(AuditReport report) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(POLICY, bytes(JsonReport.text(report.result().effectivePolicy())));
        files.put(REPORT_JSON, bytes(JsonReport.of(report)));
        files.put(REPORT_HTML, bytes(HtmlReport.of(report)));
        return files;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
