package hyperpod.rig.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a caller asks for: one HyperPod EKS cluster with its restricted instance groups. The rules for each field stand
 * in {@code request.schema.json}; a value of this type has passed them.
 *
 * @param clusterName the HyperPod cluster's name, 1 to 63 characters
 * @param eksClusterArn ARN of the EKS cluster that orchestrates it
 * @param network subnets and security groups of all groups that name none of their own
 * @param restrictedInstanceGroups 1 to 100 groups with distinct names
 * @param sharedFileSystem the account's own FSx for Lustre file system, if one is wanted
 * @param sharedEnvironment what the groups share in place of environments of their own, if they do
 * @param s3 buckets that the execution role reads from and writes to
 * @param egressPolicy how closed the network must be, as the request gives it: what verifies the network reads it, as a
 *     policy file of {@code egress-audit}; without it the application's default holds
 * @param nodeRecovery {@code Automatic} (the default) or {@code None}
 * @param reinforcementFineTuning whether models are tuned by reward functions, which nodes reach through AWS Lambda and
 *     Amazon SQS; false by default
 * @param tags the caller's tags for every created resource
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateCluster.html">CreateCluster</a>
 */
public record ProvisionRequest(
        String clusterName,
        String eksClusterArn,
        Network network,
        List<RestrictedInstanceGroup> restrictedInstanceGroups,
        Optional<SharedFileSystem> sharedFileSystem,
        Optional<SharedEnvironment> sharedEnvironment,
        Optional<S3Buckets> s3,
        Optional<ObjectNode> egressPolicy,
        Optional<String> nodeRecovery,
        Optional<Boolean> reinforcementFineTuning,
        Map<String, String> tags) {

    public ProvisionRequest {
        restrictedInstanceGroups = List.copyOf(restrictedInstanceGroups);
        tags = tags == null ? Map.of() : Map.copyOf(tags);
    }

    /** The network that a group's nodes get: its own, or the cluster's. */
    public Network networkOf(RestrictedInstanceGroup group) {
        return group.network().orElse(network);
    }

    /** Whether nodes need AWS Lambda and Amazon SQS. */
    public boolean usesReinforcementFineTuning() {
        return reinforcementFineTuning.orElse(false);
    }
}
