package hyperpod.rig.network.evidence;

import com.fasterxml.jackson.databind.DeserializationFeature;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.SideBySide;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.report.HtmlReport;
import hyperpod.rig.egress.report.JsonReport;
import hyperpod.rig.network.CollectedNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Keeps audits in the evidence bucket, under the name of the execution whose cluster they are of. The bucket encrypts
 * and keeps every version.
 */
public final class EvidenceStore {

    private static final String LATEST = "/latest.json";
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

    /** Stores the audit as JSON and HTML beside the snapshot that it is of. */
    public EvidenceLocation store(String prefix, AuditResult result, CollectedNetwork network) {
        Map<String, Supplier<String>> writes = new LinkedHashMap<>();
        writes.put(
                "report.json",
                () -> put(prefix + "/report.json", JSON, JsonReport.of(result).getBytes(StandardCharsets.UTF_8)));
        writes.put(
                "report.html",
                () -> put(
                        prefix + "/report.html",
                        "text/html; charset=utf-8",
                        HtmlReport.of(result).getBytes(StandardCharsets.UTF_8)));
        writes.put("snapshot.zip", () -> put(prefix + "/snapshot.zip", "application/zip", network.zip()));
        SideBySide.call(writes);
        return new EvidenceLocation(bucket, prefix, "s3://" + bucket + "/" + prefix + "/report.html");
    }

    private String put(String key, String contentType, byte[] content) {
        return s3.get()
                .putObject(r -> r.bucket(bucket).key(key).contentType(contentType), RequestBody.fromBytes(content))
                .eTag();
    }

    /** Keeps a verdict as the newest one of an execution's cluster. */
    public void remember(String executionName, KnownVerdict verdict) {
        try {
            put(executionName + LATEST, JSON, Json.MAPPER.writeValueAsBytes(verdict));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The newest verdict on the network of an execution's cluster; empty if there is none. */
    public Optional<KnownVerdict> known(String executionName) {
        try {
            byte[] json = s3.get()
                    .getObjectAsBytes(r -> r.bucket(bucket).key(executionName + LATEST))
                    .asByteArray();
            // A newer version of the application may have written more, before an update was taken back.
            return Optional.of(Json.MAPPER
                    .readerFor(KnownVerdict.class)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(json));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
