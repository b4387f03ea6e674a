package hyperpod.rig.core;

import java.util.Optional;

/**
 * A resource that the execution created and that still exists.
 *
 * @param type CloudFormation's name of the type: {@code AWS::SageMaker::Cluster} or {@code AWS::FSx::FileSystem}
 * @param id cluster name or file system id
 * @param arn the resource's ARN
 * @param status as its control plane names it
 * @param reason why it could not be deleted, in AWS's words, if AWS refused
 */
public record Remaining(String type, String id, String arn, String status, Optional<String> reason) {}
