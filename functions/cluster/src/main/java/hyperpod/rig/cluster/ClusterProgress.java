package hyperpod.rig.cluster;

import java.util.List;
import java.util.Optional;

/**
 * How far the cluster is.
 *
 * @param clusterArn the cluster
 * @param ready whether the cluster is InService, each group has all its instances and each node is Running
 * @param groups the restricted instance groups
 * @param summary one line for a person
 */
public record ClusterProgress(String clusterArn, boolean ready, List<Group> groups, String summary) {

    /**
     * One restricted instance group.
     *
     * @param name the group's name
     * @param status as SageMaker names it
     * @param currentCount instances that the group has
     * @param targetCount instances that it shall have
     * @param s3OutputPath the service-managed output location, once SageMaker names it
     * @param mountPath where the nodes mount a file system of the account, if SageMaker says that they do
     */
    public record Group(
            String name,
            String status,
            int currentCount,
            int targetCount,
            Optional<String> s3OutputPath,
            Optional<String> mountPath) {}
}
