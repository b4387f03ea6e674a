package hyperpod.rig.resources;

import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.http.HttpStatusCode;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Whether a bucket belongs to an account. The name of a bucket proves nothing: once it is deleted, any account can
 * create one of the same name, and what a file system exports to it leaves by no route of the network.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html">Bucket owner
 *     condition</a>
 */
public final class BucketOwner {

    private final Supplier<S3Client> s3;

    /** @param s3 the function's S3 client, asked for when there is a bucket to look at */
    public BucketOwner(Supplier<S3Client> s3) {
        this.s3 = s3;
    }

    /**
     * Why the bucket is not known to belong to the account, as the end of a sentence about it; empty if it does.
     *
     * @param bucket the bucket's name
     * @param account the account's id, 12 digits
     */
    public Optional<String> doubt(String bucket, String account) {
        try {
            s3.get().headBucket(r -> r.bucket(bucket).expectedBucketOwner(account));
            return Optional.empty();
        } catch (S3Exception e) {
            return Optional.of(
                    switch (e.statusCode()) {
                        case HttpStatusCode.NOT_FOUND -> "does not exist";
                        // S3 says the same of a foreign bucket and of one whose policy refuses.
                        case HttpStatusCode.FORBIDDEN ->
                            "belongs to another account than " + account + ", or its policy hides whose it is";
                        case HttpStatusCode.MOVED_PERMANENTLY, HttpStatusCode.TEMPORARY_REDIRECT ->
                            "lies in another Region";
                        default -> throw e;
                    });
        }
    }
}
