package hyperpod.rig.network.evidence;

import hyperpod.rig.core.AwsClients;
import hyperpod.rig.egress.evidence.EvidenceFiles;
import hyperpod.rig.egress.evidence.EvidenceSource;
import hyperpod.rig.egress.evidence.RemoteEvidence;
import hyperpod.rig.egress.evidence.Sha256;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * Reads evidence from S3 with the caller's own credentials and Region. Of a manifest that was written more than once it
 * reads the first version, and the files that belong to it: what comes later overwrites nothing that Object Lock keeps.
 */
public final class S3Evidence implements RemoteEvidence {

    private static final int SHOWN_VERSIONS = 5;
    private static final int READ_VERSIONS = 20;

    @Override
    public EvidenceSource read(String bucket, String prefix) {
        try (S3Client s3 = AwsClients.build(S3Client.builder())) {
            return read(s3, bucket, prefix);
        } catch (SdkException e) {
            throw new UnusableSnapshotException(
                    "s3://" + bucket + "/" + prefix + " cannot be read: " + e.getMessage()
                            + ". Check credentials (aws sts get-caller-identity), Region and permissions:"
                            + " s3:ListBucketVersions, s3:GetObjectVersion, kms:Decrypt",
                    e);
        }
    }

    static EvidenceSource read(S3Client s3, String bucket, String prefix) {
        Map<String, byte[]> files = new HashMap<>();
        List<String> notes = new ArrayList<>();
        Map<String, List<ObjectVersion>> versions =
                s3.listObjectVersionsPaginator(r -> r.bucket(bucket).prefix(prefix + "/")).versions().stream()
                        .collect(Collectors.groupingBy(version -> version.key().substring(prefix.length() + 1)));
        // S3 lists the newest version first.
        List<ObjectVersion> manifests = versions.getOrDefault(EvidenceFiles.MANIFEST, List.of());
        Map<String, String> digests = Map.of();
        if (!manifests.isEmpty()) {
            byte[] manifest = content(s3, bucket, manifests.getLast());
            files.put(EvidenceFiles.MANIFEST, manifest);
            digests = EvidenceFiles.digests(manifest);
        }
        for (String name : EvidenceFiles.NAMES) {
            List<ObjectVersion> stored = versions.getOrDefault(name, List.of());
            if (!stored.isEmpty() && !files.containsKey(name)) {
                files.put(name, content(s3, bucket, stored, digests.getOrDefault(name, "")));
            }
            if (stored.size() > 1) {
                notes.add(name + " was written " + stored.size() + " times, at "
                        + stored.reversed().stream()
                                .limit(SHOWN_VERSIONS)
                                .map(version -> version.lastModified().toString())
                                .collect(Collectors.joining(", "))
                        + "; what belongs to the first manifest is verified");
            }
        }
        if (files.isEmpty()) {
            throw new UnusableSnapshotException("s3://" + bucket + "/" + prefix
                    + " holds no evidence: give the prefix of one audit, such as" + " EXECUTION/after-creation");
        }
        return new EvidenceSource("s3://" + bucket + "/" + prefix, files, notes);
    }

    /** The version that the manifest means; a state that was tried again has stored its files again. */
    private static byte[] content(S3Client s3, String bucket, List<ObjectVersion> stored, String sha256) {
        byte[] first = content(s3, bucket, stored.getLast());
        if (Sha256.of(first).equals(sha256)) {
            return first;
        }
        return stored.reversed().stream()
                .skip(1)
                .limit(READ_VERSIONS)
                .map(version -> content(s3, bucket, version))
                .filter(content -> Sha256.of(content).equals(sha256))
                .findFirst()
                .orElse(first);
    }

    private static byte[] content(S3Client s3, String bucket, ObjectVersion version) {
        if (version.size() > EvidenceFiles.MAX_BYTES) {
            throw new UnusableSnapshotException(version.key() + " is larger than any file of evidence");
        }
        return s3.getObjectAsBytes(r -> r.bucket(bucket).key(version.key()).versionId(version.versionId()))
                .asByteArray();
    }
}
