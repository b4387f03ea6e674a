package hyperpod.rig.validate;

import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.S3Location;
import hyperpod.rig.core.SharedFileSystem;
import hyperpod.rig.egress.iam.Wildcards;
import java.util.List;
import software.amazon.awssdk.arns.Arn;

/**
 * The bucket that the shared file system is to be linked to is one that this application may use. FSx refuses others
 * only when the file system stands, and does not say whose permission is missing.
 *
 * @param linkedBucketArns the template's parameter LinkedBucketArns; {@code *} stands for any characters
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/LustreGuide/setting-up.html">Adding permissions to use data
 *     repositories</a>
 */
record LinkedBucketRule(List<String> linkedBucketArns) {

    void check(ProvisionRequest request, ViolationCollector found) {
        request.sharedFileSystem()
                .flatMap(SharedFileSystem::s3)
                .map(S3Location::bucket)
                .ifPresent(bucket -> check(bucket, Arn.fromString(request.eksClusterArn()), found));
    }

    private void check(String bucket, Arn eksCluster, ViolationCollector found) {
        String arn = "arn:" + eksCluster.partition() + ":s3:::" + bucket;
        if (linkedBucketArns.stream().noneMatch(linked -> Wildcards.includes(linked, arn))) {
            found.violation(
                    "sharedFileSystem.s3.bucket",
                    bucket,
                    "is no bucket that this application may link: the template's parameter LinkedBucketArns names "
                            + (linkedBucketArns.isEmpty() ? "none" : String.join(", ", linkedBucketArns)),
                    "have " + arn + " added to LinkedBucketArns, or name another bucket");
        }
    }
}
