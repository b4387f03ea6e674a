package hyperpod.rig.network.evidence;

import java.util.Optional;

/**
 * Where the evidence of an audit lies: the files of {@link hyperpod.rig.egress.evidence.EvidenceFiles} under one
 * prefix.
 *
 * @param bucket the evidence bucket
 * @param prefix such as {@code <execution name>/after-creation}
 * @param report the HTML report as an {@code s3://} URI
 * @param manifestSha256 the digest of {@code manifest.json}, by which all of it can be verified even if somebody could
 *     write the bucket; absent in what an older version stored
 */
public record EvidenceLocation(String bucket, String prefix, String report, Optional<String> manifestSha256) {

    public EvidenceLocation {
        manifestSha256 = manifestSha256 == null ? Optional.empty() : manifestSha256;
    }
}
