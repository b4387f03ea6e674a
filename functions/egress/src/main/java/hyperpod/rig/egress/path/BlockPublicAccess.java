package hyperpod.rig.egress.path;

import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.Vpc;
import hyperpod.rig.egress.snapshot.VpcBlockPublicAccessExclusion;
import hyperpod.rig.egress.snapshot.VpcBlockPublicAccessOptions;
import hyperpod.rig.egress.snapshot.VpcBlockPublicAccessOptions.Mode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * VPC Block Public Access, as far as the snapshot proves it. A snapshot that does not hold the exclusions proves
 * nothing: any VPC could be excluded.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html">Block public access to VPCs and
 *     subnets</a>
 */
public final class BlockPublicAccess {

    private final NetworkSnapshot network;
    private final Set<String> excluded;
    private final Set<String> excludedInbound;

    /** Reads the options and exclusions of the snapshot. */
    public BlockPublicAccess(NetworkSnapshot network) {
        this.network = network;
        excluded = excluded(VpcBlockPublicAccessExclusion::inForce);
        excludedInbound = excluded(exclusion -> exclusion.inForce() && exclusion.letsIn());
    }

    private Set<String> excluded(Predicate<VpcBlockPublicAccessExclusion> which) {
        return network.vpcBlockPublicAccessExclusions().stream()
                .filter(which)
                .map(VpcBlockPublicAccessExclusion::resourceId)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What is blocked for packets that reach a gateway of the VPC.
     *
     * @param subnet the subnet from which they reach it; a regional NAT gateway is in none
     */
    public Mode mode(String vpcId, Optional<Subnet> subnet) {
        return mode(vpcId, subnet, excluded);
    }

    /** Whether it keeps connections from the internet out of the subnet: both of its modes do. */
    public boolean blocksInbound(Subnet subnet) {
        return mode(subnet.vpcId(), Optional.of(subnet), excludedInbound) != Mode.OFF;
    }

    private Mode mode(String vpcId, Optional<Subnet> subnet, Set<String> excluded) {
        boolean free = excluded.contains(vpcId)
                || subnet.filter(s -> excluded.contains(s.subnetId())).isPresent();
        if (free || !network.holds(ResourceKind.VPC_BLOCK_PUBLIC_ACCESS_EXCLUSION)) {
            return Mode.OFF;
        }
        Optional<String> owner = network.vpc(vpcId).flatMap(Vpc::ownerId).or(() -> subnet.flatMap(Subnet::ownerId));
        List<VpcBlockPublicAccessOptions> ofOwner = network.vpcBlockPublicAccessOptions().stream()
                .filter(options -> owner.isEmpty()
                        || options.awsAccountId().isEmpty()
                        || options.awsAccountId().equals(owner))
                .filter(options -> sameRegion(options, subnet))
                .toList();
        return ofOwner.size() == 1 ? ofOwner.getFirst().mode() : Mode.OFF;
    }

    private static boolean sameRegion(VpcBlockPublicAccessOptions options, Optional<Subnet> subnet) {
        Optional<String> zone = subnet.flatMap(Subnet::availabilityZone);
        return options.awsRegion().isEmpty()
                || zone.isEmpty()
                || zone.get().startsWith(options.awsRegion().get());
    }
}
