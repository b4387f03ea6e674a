package hyperpod.rig.drift;

import hyperpod.rig.resources.OwnedResource;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;

/**
 * A cluster of the application as it stands now.
 *
 * @param cluster what it is
 * @param described as SageMaker describes it
 */
record StandingCluster(OwnedResource cluster, DescribeClusterResponse described) {

    /** The cluster's name. */
    String name() {
        return cluster.id();
    }

    /** The execution that created it, under whose name the evidence lies. */
    String executionName() {
        return cluster.executionName();
    }
}
