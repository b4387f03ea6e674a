package hyperpod.rig.core;

import java.util.Optional;

/**
 * A node of a cluster.
 *
 * @param instanceId {@code i-...}
 * @param group the name of its instance group
 * @param runs whether it is Running; another is on its way to that, or away from it
 * @param privateAddress its primary private address; empty if SageMaker does not say it
 * @param network subnets and security groups of its group, as SageMaker has them
 */
public record ClusterNode(
        String instanceId, String group, boolean runs, Optional<String> privateAddress, Network network) {}
