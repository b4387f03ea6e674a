package hyperpod.rig.egress.ingress;

import com.fasterxml.jackson.annotation.JsonIgnore;
import hyperpod.rig.egress.path.Layer;
import hyperpod.rig.egress.path.PathStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A way by which somebody outside can open a connection to an interface of a subnet, or could if a layer did not keep
 * them out.
 *
 * @param kind by what they come in
 * @param status how sure it is
 * @param source whose connections they are: address blocks as the route or rule prints them, or the id of an interface
 * @param traffic the protocols and ports that get in, such as {@code tcp 22, udp} or {@code all traffic}; {@code none}
 *     with {@link PathStatus#BLOCKED}
 * @param hops ids from the outside to the subnet
 * @param blockedBy the layer that keeps them out; only with {@link PathStatus#BLOCKED}
 * @param reason why it is not proven, in words; only with {@link PathStatus#UNPROVEN}
 */
public record IngressPath(
        IngressKind kind,
        PathStatus status,
        String source,
        String traffic,
        List<String> hops,
        Optional<Layer> blockedBy,
        @JsonIgnore Optional<String> reason) {

    static final String FILTER_IN_DOUBT =
            "the snapshot lacks a security group, prefix list or network ACL that decides";

    public IngressPath {
        hops = List.copyOf(hops);
    }

    static IngressPath open(IngressKind kind, String source, String traffic, List<String> hops) {
        return new IngressPath(kind, PathStatus.OPEN, source, traffic, hops, Optional.empty(), Optional.empty());
    }

    static IngressPath unproven(IngressKind kind, String source, String traffic, List<String> hops, String reason) {
        return new IngressPath(kind, PathStatus.UNPROVEN, source, traffic, hops, Optional.empty(), Optional.of(reason));
    }

    static IngressPath blocked(IngressKind kind, String source, List<String> hops, Layer layer) {
        return new IngressPath(kind, PathStatus.BLOCKED, source, "none", hops, Optional.of(layer), Optional.empty());
    }

    /** The same way, of which it is not proven that it leads on. */
    IngressPath doubted(String doubt) {
        return unproven(kind, source, traffic, hops, doubt);
    }

    /** The same way for this traffic. */
    IngressPath carrying(String otherTraffic) {
        return new IngressPath(kind, status, source, otherTraffic, hops, blockedBy, reason);
    }

    /** The way on from the interfaces to which this one leads, as a way of that kind that is open. */
    IngressPath through(IngressKind onwards, String id) {
        List<String> longer = new ArrayList<>(hops);
        longer.add(id);
        return open(onwards, source, traffic, longer);
    }

    /** The same way into another subnet. */
    public IngressPath into(String subnetId) {
        List<String> moved = new ArrayList<>(hops);
        moved.set(moved.size() - 1, subnetId);
        return new IngressPath(kind, status, source, traffic, moved, blockedBy, reason);
    }
}
