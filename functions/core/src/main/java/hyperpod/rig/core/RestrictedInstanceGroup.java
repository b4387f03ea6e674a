package hyperpod.rig.core;

import java.util.List;
import java.util.Optional;

/**
 * One restricted instance group.
 *
 * @param name unique in the cluster, 1 to 63 characters
 * @param instanceType such as {@code ml.p5.48xlarge}
 * @param instanceCount 0 to 6758
 * @param executionRoleArn the only source of the group's permissions
 * @param threadsPerCore 1 or 2
 * @param ebsVolumeGiB additional volume of each node, 1 to 16384 GiB
 * @param deepHealthChecks run before a node joins; they take 60 to 90 minutes
 * @param trainingPlanArn reserved capacity to use
 * @param network overrides the cluster's network
 * @param fileSystem size of the service-managed file system of the group; empty if all groups share one
 * @param mountPath where each node mounts the shared file system of the account, if it does
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterRestrictedInstanceGroupSpecification.html">
 *     ClusterRestrictedInstanceGroupSpecification</a>
 */
public record RestrictedInstanceGroup(
        String name,
        String instanceType,
        int instanceCount,
        String executionRoleArn,
        Optional<Integer> threadsPerCore,
        Optional<Integer> ebsVolumeGiB,
        List<String> deepHealthChecks,
        Optional<String> trainingPlanArn,
        Optional<Network> network,
        Optional<LustreSize> fileSystem,
        Optional<String> mountPath) {

    public RestrictedInstanceGroup {
        deepHealthChecks = deepHealthChecks == null ? List.of() : List.copyOf(deepHealthChecks);
    }
}
