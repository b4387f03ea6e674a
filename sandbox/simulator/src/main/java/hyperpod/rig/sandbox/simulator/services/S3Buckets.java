package hyperpod.rig.sandbox.simulator.services;

import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The buckets of the local stack's S3. */
final class S3Buckets implements Buckets {

    private final S3Client s3;
    private final String region;

    S3Buckets(S3Client s3, String region) {
        this.s3 = s3;
        this.region = region;
    }

    @Override
    public boolean isHere(String name) {
        try {
            String its = s3.headBucket(r -> r.bucket(name)).bucketRegion();
            return Optional.ofNullable(its).orElse(region).equals(region);
        } catch (S3Exception e) {
            if (e.statusCode() >= 500) {
                throw e;
            }
            return false;
        }
    }
}
