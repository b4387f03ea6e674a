package hyperpod.rig.egress.evidence;

import java.io.IOException;

/**
 * Reads evidence where it was stored, for {@code ./egress-audit --verify s3://BUCKET/PREFIX}. The analysis knows no AWS
 * clients: an implementation is found by {@link java.util.ServiceLoader}.
 */
public interface RemoteEvidence {

    /**
     * Reads the evidence under a prefix.
     *
     * @throws hyperpod.rig.egress.snapshot.UnusableSnapshotException if it cannot be read; the message says why
     */
    EvidenceSource read(String bucket, String prefix) throws IOException;
}
