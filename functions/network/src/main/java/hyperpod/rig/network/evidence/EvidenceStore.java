package hyperpod.rig.network.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.SideBySide;
import hyperpod.rig.egress.evidence.EvidenceFiles;
import hyperpod.rig.egress.evidence.Sha256;
import hyperpod.rig.egress.report.AuditContext;
import hyperpod.rig.egress.report.AuditReport;
import hyperpod.rig.network.LiveEgressAudit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * Keeps audits in the evidence bucket, under the name of the execution whose cluster they are of. The bucket encrypts
 * and keeps every version, and locks it if the administrator wants that.
 */
public final class EvidenceStore {

    private static final String FIRST_REPORT = "/after-creation/" + EvidenceFiles.REPORT_JSON;
    private static final String JSON = "application/json";

    private final Supplier<S3Client> s3;
    private final String bucket;

    /**
     * @param s3 the function's S3 client, asked for when something is stored or read
     * @param bucket name of the evidence bucket
     */
    public EvidenceStore(Supplier<S3Client> s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /**
     * Stores the evidence of an audit: its files side by side, and when they are there the manifest.
     *
     * @param prefix under which they are stored; it begins with the execution's name
     * @param audited the audit and the network that it is of
     * @param context what is known of the audit
     */
    public EvidenceLocation store(String prefix, LiveEgressAudit.Audited audited, AuditContext context) {
        AuditReport report = AuditReport.of(
                context,
                audited.scope(),
                Optional.of(audited.network().sha256()),
                audited.snapshot(),
                audited.result());
        SequencedMap<String, byte[]> files =
                EvidenceFiles.of(report, audited.network().zip());
        byte[] manifest = files.remove(EvidenceFiles.MANIFEST);
        Map<String, Supplier<String>> writes = new LinkedHashMap<>();
        files.forEach((name, content) -> writes.put(name, () -> put(prefix + "/" + name, type(name), content)));
        SideBySide.call(writes);
        put(prefix + "/" + EvidenceFiles.MANIFEST, JSON, manifest);
        return new EvidenceLocation(
                bucket,
                prefix,
                "s3://" + bucket + "/" + prefix + "/" + EvidenceFiles.REPORT_HTML,
                Optional.of(Sha256.of(manifest)));
    }

    private static String type(String name) {
        return switch (name) {
            case EvidenceFiles.SNAPSHOT -> "application/zip";
            case EvidenceFiles.REPORT_HTML -> "text/html; charset=utf-8";
            default -> JSON;
        };
    }

    /** With the digest of the content: a bucket with a default retention takes no object without one. */
    private String put(String key, String contentType, byte[] content) {
        return s3.get()
                .putObject(
                        r -> r.bucket(bucket)
                                .key(key)
                                .contentType(contentType)
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                        RequestBody.fromBytes(content))
                .eTag();
    }

    /**
     * The report of the audit when the execution succeeded, as JSON; empty if there is none. If it was written again,
     * the first version counts, which Object Lock keeps, and none that was there before the cluster.
     *
     * @param clusterCreated when the cluster was created
     */
    public Optional<JsonNode> firstReport(String executionName, Instant clusterCreated) {
        String key = executionName + FIRST_REPORT;
        return s3.get().listObjectVersionsPaginator(r -> r.bucket(bucket).prefix(key)).versions().stream()
                .filter(version ->
                        version.key().equals(key) && !version.lastModified().isBefore(clusterCreated))
                .min(Comparator.comparing(ObjectVersion::lastModified))
                .map(version -> read(key, version.versionId()));
    }

    private JsonNode read(String key, String versionId) {
        try {
            return Json.MAPPER.readTree(s3.get()
                    .getObjectAsBytes(r -> r.bucket(bucket).key(key).versionId(versionId))
                    .asByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
