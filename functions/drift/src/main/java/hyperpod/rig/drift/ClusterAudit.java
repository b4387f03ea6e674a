package hyperpod.rig.drift;

import hyperpod.rig.core.ClusterNode;
import hyperpod.rig.core.Network;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.SharedFileSystem;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.NodeInterfaces;
import hyperpod.rig.resources.BucketOwner;
import hyperpod.rig.resources.StandingNetworks;
import hyperpod.rig.resources.StandingNodes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.arns.Arn;

/** Audits what exists of a cluster: its networks, the interfaces of its nodes, and whose its linked bucket is. */
final class ClusterAudit {

    private final Supplier<LiveEgressAudit> live;
    private final Supplier<EgressPolicyCeiling> ceiling;
    private final StandingNodes nodes;
    private final BucketOwner buckets;

    /**
     * @param live asked for when there is a cluster
     * @param ceiling the most lenient policy that counts, whatever a request once asked for
     */
    ClusterAudit(
            Supplier<LiveEgressAudit> live,
            Supplier<EgressPolicyCeiling> ceiling,
            StandingNodes nodes,
            BucketOwner buckets) {
        this.live = live;
        this.ceiling = ceiling;
        this.nodes = nodes;
        this.buckets = buckets;
    }

    /** The VPCs of networks, by the subnet's id. */
    Map<String, String> vpcsOf(Collection<Network> networks) {
        return networks.isEmpty() ? Map.of() : live.get().vpcsOf(networks);
    }

    /** The nodes as they are now; they are listed before their VPC is read, so that each has its interface by then. */
    List<ClusterNode> nodes(StandingCluster cluster, StandingNetworks standing) {
        return nodes.of(cluster.arn(), standing);
    }

    /**
     * VPCs as they are now.
     *
     * @param interfaces those in them
     */
    record Vpcs(LiveEgressAudit.Reading reading, NodeInterfaces interfaces) {}

    /** Reads VPCs once for all clusters in them. */
    Vpcs read(Set<String> vpcIds) {
        LiveEgressAudit.Reading reading = live.get().readVpcs(vpcIds);
        return new Vpcs(reading, NodeInterfaces.in(reading.network(), reading.snapshot()));
    }

    /**
     * An audit of what exists.
     *
     * @param differences what is not what was asked for, or not proven to be, a sentence each
     */
    record Audited(LiveEgressAudit.Audited network, List<String> differences) {}

    /** Audits a cluster in VPCs that were read, by the policy of its request. */
    Audited audit(
            StandingCluster cluster,
            StandingNetworks standing,
            List<ClusterNode> listed,
            Beginning beginning,
            Vpcs vpcs) {
        NodeInterfaces.Found interfaces = vpcs.interfaces().of(listed, some -> nodes.described(cluster.arn(), some));
        LiveEgressAudit.Audited network = live.get()
                .under(ceiling.get(), cluster.arn())
                .audit(
                        vpcs.reading(),
                        Stream.concat(standing.all().stream(), interfaces.networks().stream())
                                .distinct()
                                .toList(),
                        beginning.request().egressPolicy(),
                        beginning.request().usesReinforcementFineTuning());
        List<String> differences = new ArrayList<>(standing.differences(beginning.request()));
        doubtOfBucket(cluster, beginning.request()).ifPresent(differences::add);
        differences.addAll(interfaces.differences());
        interfaces.without().stream()
                .map(node -> "EC2 shows no network interface of node " + node.instanceId() + " at "
                        + node.privateAddress().orElse("an address that SageMaker does not say"))
                .forEach(differences::add);
        return new Audited(network, differences);
    }

    /** What a link exports leaves by no route of the network. */
    private Optional<String> doubtOfBucket(StandingCluster cluster, ProvisionRequest request) {
        String account = Arn.fromString(cluster.arn()).accountId().orElseThrow();
        return request.sharedFileSystem()
                .flatMap(SharedFileSystem::s3)
                .flatMap(link -> buckets.doubt(link.bucket(), account)
                        .map(doubt -> "sharedFileSystem.s3.bucket '" + link.bucket() + "' " + doubt));
    }
}
