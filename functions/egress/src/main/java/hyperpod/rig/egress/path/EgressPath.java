package hyperpod.rig.egress.path;

import com.fasterxml.jackson.annotation.JsonIgnore;
import hyperpod.rig.egress.finding.Acceptance;
import hyperpod.rig.egress.finding.Reach;
import hyperpod.rig.egress.snapshot.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A way out of a subnet towards public addresses.
 *
 * @param kind what it leads through first
 * @param status how far it goes
 * @param destination the route's destination as AWS prints it
 * @param hops ids from the subnet to the last thing known
 * @param blockedBy the layer that blocks it; only with {@link PathStatus#BLOCKED}
 * @param acceptedBy what in the policy accepts it; empty if nothing does
 * @param reason why it is not proven, in words; only with {@link PathStatus#UNPROVEN}
 * @param reach the addresses that it leads to; absent if they are not known, so that it may lead to any
 */
public record EgressPath(
        PathKind kind,
        PathStatus status,
        String destination,
        List<String> hops,
        Optional<Layer> blockedBy,
        List<Acceptance> acceptedBy,
        @JsonIgnore Optional<String> reason,
        @JsonIgnore Optional<Reach> reach) {

    static EgressPath open(PathKind kind, String destination, List<String> hops, Reach reach) {
        return new EgressPath(
                kind,
                PathStatus.OPEN,
                destination,
                hops,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(reach));
    }

    static EgressPath unproven(
            PathKind kind, String destination, List<String> hops, String reason, Optional<Reach> reach) {
        return new EgressPath(
                kind, PathStatus.UNPROVEN, destination, hops, Optional.empty(), List.of(), Optional.of(reason), reach);
    }

    /**
     * A path by a route for a prefix list whose entries the snapshot does not hold: the route may win for any address.
     */
    static EgressPath ofUnknownEntries(PathKind kind, String destination, List<String> hops, Destination prefixList) {
        return unproven(
                kind,
                destination,
                hops,
                "the entries of " + prefixList.text() + " are not in the snapshot",
                Optional.empty());
    }

    /** A path out of a subnet whose route table the snapshot does not hold. */
    public static EgressPath ofUnknownTable(String subnetId, String reason) {
        return unproven(PathKind.NETWORK_INTERFACE, "0.0.0.0/0", List.of(subnetId), reason, Optional.empty());
    }

    static EgressPath blocked(PathKind kind, String destination, List<String> hops, Layer layer, Reach reach) {
        return new EgressPath(
                kind,
                PathStatus.BLOCKED,
                destination,
                hops,
                Optional.of(layer),
                List.of(),
                Optional.empty(),
                Optional.of(reach));
    }

    /** Id of the gateway or other target of the route. */
    @JsonIgnore
    public String target() {
        return hops.get(Math.min(2, hops.size() - 1));
    }

    /**
     * The same way as one by a relay: from the subnet to the interface, whose software nobody sees.
     *
     * @param towards ids from the subnet to the last interface before the way
     * @param why why it is not proven
     * @param leadsTo all that the relay may lead to; absent if that is not known
     */
    public EgressPath relayed(List<String> towards, String why, Optional<Reach> leadsTo) {
        List<String> all = new ArrayList<>(towards);
        all.addAll(hops);
        return unproven(PathKind.NETWORK_INTERFACE, destination, List.copyOf(all), why, leadsTo);
    }

    /** This path if it is not open; otherwise the same as one that is not proven, for this reason. */
    EgressPath doubted(String doubt) {
        return status == PathStatus.OPEN ? unproven(kind, destination, hops, doubt, reach) : this;
    }

    /** The same way out of another subnet. */
    public EgressPath startingAt(String subnetId) {
        List<String> moved = new ArrayList<>(hops);
        moved.set(0, subnetId);
        return new EgressPath(kind, status, destination, List.copyOf(moved), blockedBy, acceptedBy, reason, reach);
    }

    /** The same, accepted by a policy for these reasons. */
    public EgressPath accepted(List<Acceptance> acceptances) {
        return new EgressPath(kind, status, destination, hops, blockedBy, acceptances, reason, reach);
    }
}
