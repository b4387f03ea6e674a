package hyperpod.rig.egress.path;

import com.fasterxml.jackson.annotation.JsonIgnore;
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
 * @param reason why it is not proven, in words; only with {@link PathStatus#UNPROVEN}
 */
public record EgressPath(
        PathKind kind,
        PathStatus status,
        String destination,
        List<String> hops,
        Optional<Layer> blockedBy,
        @JsonIgnore Optional<String> reason) {

    static EgressPath open(PathKind kind, String destination, List<String> hops) {
        return new EgressPath(kind, PathStatus.OPEN, destination, hops, Optional.empty(), Optional.empty());
    }

    static EgressPath unproven(PathKind kind, String destination, List<String> hops, String reason) {
        return new EgressPath(kind, PathStatus.UNPROVEN, destination, hops, Optional.empty(), Optional.of(reason));
    }

    /**
     * A path by a route for a prefix list whose entries the snapshot does not hold: the route may win for any address.
     */
    static EgressPath ofUnknownEntries(PathKind kind, String destination, List<String> hops, Destination prefixList) {
        return unproven(kind, destination, hops, "the entries of " + prefixList.text() + " are not in the snapshot");
    }

    static EgressPath blocked(PathKind kind, String destination, List<String> hops, Layer layer) {
        return new EgressPath(kind, PathStatus.BLOCKED, destination, hops, Optional.of(layer), Optional.empty());
    }

    /** Id of the gateway or other target of the route. */
    @JsonIgnore
    public String target() {
        return hops.get(Math.min(2, hops.size() - 1));
    }

    /** This path if it is not open; otherwise the same as one that is not proven, for this reason. */
    EgressPath doubted(String doubt) {
        return status == PathStatus.OPEN ? unproven(kind, destination, hops, doubt) : this;
    }

    /** The same way out of another subnet. */
    EgressPath startingAt(String subnetId) {
        List<String> moved = new ArrayList<>(hops);
        moved.set(0, subnetId);
        return new EgressPath(kind, status, destination, List.copyOf(moved), blockedBy, reason);
    }
}
