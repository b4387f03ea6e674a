package hyperpod.rig.core;

import java.util.Optional;

/**
 * Buckets that training reads and writes through the execution role.
 *
 * @param inputBucket name of the bucket with training data
 * @param outputBucket name of the bucket for results
 */
public record S3Buckets(Optional<String> inputBucket, Optional<String> outputBucket) {}
