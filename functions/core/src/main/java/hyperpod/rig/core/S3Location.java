package hyperpod.rig.core;

import java.util.Optional;

/**
 * A place in S3.
 *
 * @param bucket the bucket's name
 * @param prefix key prefix without a leading slash; absent means the whole bucket
 */
public record S3Location(String bucket, Optional<String> prefix) {

    /** The place as an {@code s3://bucket/prefix/} URI. */
    public String uri() {
        return "s3://" + bucket + "/"
                + prefix.filter(p -> !p.isEmpty())
                        .map(p -> p.endsWith("/") ? p : p + "/")
                        .orElse("");
    }
}
