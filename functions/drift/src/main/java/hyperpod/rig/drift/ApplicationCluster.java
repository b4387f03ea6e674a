package hyperpod.rig.drift;

import hyperpod.rig.core.Network;
import java.util.List;

/**
 * A cluster of the application as it stands now.
 *
 * @param name the cluster's name
 * @param arn the cluster's ARN
 * @param executionName the execution that created it
 * @param networks the networks of its nodes, each restricted instance group's own included
 */
record ApplicationCluster(String name, String arn, String executionName, List<Network> networks) {}
