package hyperpod.rig.validate;

import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.S3Buckets;
import hyperpod.rig.core.S3Location;
import hyperpod.rig.core.SharedFileSystem;
import hyperpod.rig.core.SideBySide;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.http.HttpStatusCode;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The request's buckets exist, are in the Region, and belong to the account.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html">HeadBucket</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html">Bucket owner
 *     condition</a>
 */
final class BucketRule {

    private final S3Client s3;
    private final String ownRegion;

    BucketRule(S3Client s3, String ownRegion) {
        this.s3 = s3;
        this.ownRegion = ownRegion;
    }

    /** What is known of a bucket. */
    private sealed interface Answer {
        record Usable() implements Answer {}

        record Missing() implements Answer {}

        record InRegion(String region) implements Answer {}

        record OfAnotherAccount() implements Answer {}

        /** It belongs to the account, but its policy keeps this function away, as it may. */
        record Closed() implements Answer {}

        record Unknown() implements Answer {}
    }

    void check(ProvisionRequest request, ViolationCollector found) {
        String account = Arn.fromString(request.eksClusterArn()).accountId().orElseThrow();
        Map<String, String> bucketOfPath = bucketsByPath(request);
        Map<String, Supplier<Answer>> calls = new LinkedHashMap<>();
        Set<String> buckets = new LinkedHashSet<>(bucketOfPath.values());
        buckets.forEach(bucket -> calls.put(bucket, () -> ask(bucket, account)));
        Map<String, Answer> answers = SideBySide.call(calls);
        bucketOfPath.forEach((path, bucket) -> judge(path, bucket, account, answers.get(bucket), found));
    }

    private static Map<String, String> bucketsByPath(ProvisionRequest request) {
        Map<String, String> buckets = new LinkedHashMap<>();
        request.s3().flatMap(S3Buckets::inputBucket).ifPresent(name -> buckets.put("s3.inputBucket", name));
        request.s3().flatMap(S3Buckets::outputBucket).ifPresent(name -> buckets.put("s3.outputBucket", name));
        request.sharedFileSystem()
                .flatMap(SharedFileSystem::s3)
                .map(S3Location::bucket)
                .ifPresent(name -> buckets.put("sharedFileSystem.s3.bucket", name));
        return buckets;
    }

    private Answer ask(String bucket, String account) {
        try {
            String region = s3.headBucket(r -> r.bucket(bucket).expectedBucketOwner(account))
                    .bucketRegion();
            return region == null || region.equals(ownRegion) ? new Answer.Usable() : new Answer.InRegion(region);
        } catch (S3Exception e) {
            return switch (e.statusCode()) {
                case HttpStatusCode.NOT_FOUND -> new Answer.Missing();
                case HttpStatusCode.FORBIDDEN -> owned(bucket);
                case HttpStatusCode.MOVED_PERMANENTLY, HttpStatusCode.TEMPORARY_REDIRECT ->
                    new Answer.InRegion(e.awsErrorDetails()
                            .sdkHttpResponse()
                            .firstMatchingHeader("x-amz-bucket-region")
                            .orElse("another Region"));
                default -> throw e;
            };
        }
    }

    /** S3 says the same of a foreign bucket and of one whose policy refuses: the list of the account's own tells. */
    private Answer owned(String bucket) {
        try {
            Optional<Bucket> own = s3.listBucketsPaginator(r -> r.prefix(bucket)).buckets().stream()
                    .filter(listed -> bucket.equals(listed.name()))
                    .findFirst();
            if (own.isEmpty()) {
                return new Answer.OfAnotherAccount();
            }
            String region = own.get().bucketRegion();
            return region == null || region.equals(ownRegion) ? new Answer.Closed() : new Answer.InRegion(region);
        } catch (S3Exception e) {
            if (e.statusCode() == HttpStatusCode.FORBIDDEN) {
                return new Answer.Unknown();
            }
            throw e;
        }
    }

    private void judge(String path, String bucket, String account, Answer answer, ViolationCollector found) {
        switch (answer) {
            case Answer.Usable() -> {}
            case Answer.Missing() ->
                found.violation(
                        path, bucket, "does not exist", "create the bucket in " + ownRegion + ", or correct the name");
            case Answer.InRegion(String region) ->
                found.violation(path, bucket, "lies in " + region, "name a bucket in " + ownRegion);
            case Answer.OfAnotherAccount() ->
                found.violation(path, bucket, "belongs to another account", "name a bucket of account " + account);
            case Answer.Closed() ->
                found.warning(path + ": the bucket's policy refuses this application's look at " + bucket
                        + "; see that it lets in the execution roles, and Amazon FSx if it is linked");
            // What goes there may go to anybody, and no route shows it.
            case Answer.Unknown() ->
                found.violation(
                        path,
                        bucket,
                        "is hidden by S3, which refuses to list the account's buckets too, so that its owner is not known",
                        "let the function ValidateRequest list the bucket (s3:ListBucket), or all (s3:ListAllMyBuckets)");
        }
    }
}
