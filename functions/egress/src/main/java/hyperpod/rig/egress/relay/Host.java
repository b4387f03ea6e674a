package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.path.EgressPath;
import hyperpod.rig.egress.path.Exits;
import hyperpod.rig.egress.path.PathStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What stands behind an interface: an instance with all its interfaces, or the interface alone. What comes in by one
 * can go out by another.
 *
 * @param legs its interfaces
 */
record Host(List<Member> legs) {

    /** The id of its first interface, which no other has. */
    String id() {
        return legs.getFirst().id();
    }

    /** A way out by one of the interfaces. */
    record WayOut(Member leg, EgressPath path) {}

    /** Its way out that counts most: an open one before one that is not proven; those that are no news left out. */
    Optional<WayOut> wayOut(Function<Member, Exits> exits, Predicate<Member> counts, Set<List<String>> known) {
        return legs.stream()
                .filter(leg -> hasHiddenInterface() || counts.test(leg))
                .flatMap(leg -> exits(leg, exits).paths().stream()
                        .filter(path -> path.status() != PathStatus.BLOCKED)
                        .filter(path -> !known.contains(Ways.fromTable(path)))
                        .map(path -> new WayOut(leg, path)))
                .min(Comparator.comparing(way -> way.path().status()));
    }

    /** The ways out of one of its interfaces. */
    Exits exits(Member leg, Function<Member, Exits> exits) {
        return hasHiddenInterface()
                ? Exits.unknown(EgressPath.ofUnknownTable(
                        leg.subnet().subnetId(),
                        "the first interface of " + leg.instanceId().orElseThrow() + " is in another network"))
                : exits.apply(leg);
    }

    /**
     * Whether the instance has its first interface in a network that the snapshot does not hold.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/scenarios-enis.html">Interfaces of several
     *     VPCs</a>
     */
    private boolean hasHiddenInterface() {
        return legs.getFirst().instanceId().isPresent()
                && legs.stream()
                        .allMatch(leg -> leg.networkInterface().deviceIndex().orElse(0) > 0);
    }
}
