package hyperpod.rig.egress.report;

import hyperpod.rig.egress.finding.Origin;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.ingress.IngressKind;
import hyperpod.rig.egress.ingress.IngressPath;
import hyperpod.rig.egress.path.EgressPath;
import hyperpod.rig.egress.path.PathKind;
import hyperpod.rig.egress.path.PathStatus;
import java.util.List;

/** Plain words for what the analysis has names for. */
final class ReportWords {

    /** Ids that a sentence names; it counts the others. */
    static final int NAMED = 3;

    private ReportWords() {}

    static String of(PathKind kind) {
        return switch (kind) {
            case INTERNET_GATEWAY -> "internet gateway";
            case EGRESS_ONLY_INTERNET_GATEWAY -> "egress-only internet gateway";
            case PUBLIC_NAT -> "NAT gateway";
            case PRIVATE_NAT -> "private NAT gateway";
            case TRANSIT_GATEWAY -> "transit gateway";
            case VPC_PEERING -> "VPC peering";
            case VIRTUAL_PRIVATE_GATEWAY -> "virtual private gateway";
            case NETWORK_INTERFACE -> "network interface";
            case GATEWAY_ENDPOINT -> "gateway endpoint";
            case GATEWAY_LOAD_BALANCER_ENDPOINT -> "Gateway Load Balancer endpoint";
            case LOCAL_GATEWAY -> "local gateway";
            case CARRIER_GATEWAY -> "carrier gateway";
            case CORE_NETWORK -> "core network";
        };
    }

    static String of(IngressKind kind) {
        return switch (kind) {
            case INTERNET_GATEWAY -> "internet gateway";
            case VPC_PEERING -> "VPC peering";
            case TRANSIT_GATEWAY -> "transit gateway";
            case VIRTUAL_PRIVATE_GATEWAY -> "virtual private gateway";
            case CORE_NETWORK -> "core network";
            case LOCAL_GATEWAY -> "local gateway";
            case CARRIER_GATEWAY -> "carrier gateway";
            case NETWORK_INTERFACE -> "network interface";
            case RELAY -> "an interface that could pass traffic on";
            case LOAD_BALANCER -> "load balancer";
            case GLOBAL_ACCELERATOR -> "Global Accelerator";
            case CLOUDFRONT_VPC_ORIGIN -> "CloudFront VPC origin";
            case API_GATEWAY -> "API Gateway";
            case INSTANCE_CONNECT_ENDPOINT -> "EC2 Instance Connect endpoint";
            case CLIENT_VPN -> "Client VPN";
            case VERIFIED_ACCESS -> "Verified Access";
            case VPC_LATTICE -> "VPC Lattice";
            case AWS_SERVICE -> "AWS service";
        };
    }

    static String of(PathStatus status) {
        return switch (status) {
            case OPEN -> "open";
            case UNPROVEN -> "not proven";
            case BLOCKED -> "blocked";
        };
    }

    static String of(Origin origin) {
        return switch (origin) {
            case DEFAULT -> "the default";
            case ADMINISTRATOR -> "set by the administrator";
            case REQUESTER -> "set by the requester";
        };
    }

    static String of(ControlOutcome.Outcome outcome) {
        return switch (outcome) {
            case PASSED -> "passed";
            case FAILED -> "failed";
            case NOTED -> "noted";
            case NOT_JUDGED -> "not judged";
        };
    }

    /** What a verdict on the way out means. */
    static String egress(Verdict verdict) {
        return switch (verdict) {
            case LOCKED -> "There is no way out, and none by one further change.";
            case WEAKENED ->
                "There is no path to a public address, but one further change would make one, or data can leave by another way.";
            case UNPROVEN -> "A path leads to what the snapshot does not show, or a needed part of it is missing.";
            case OPEN -> "A complete path to a public address is proven.";
        };
    }

    /** What a verdict on the way in means. */
    static String ingress(Verdict verdict) {
        return switch (verdict) {
            case LOCKED -> "Nobody outside can open a connection to a node, nor by one further change.";
            case WEAKENED ->
                "The internet cannot open a connection to a node, but other networks can, or one further change would let somebody in.";
            case UNPROVEN -> "Whether somebody outside can open a connection to a node is not proven.";
            case OPEN -> "The internet can open a connection to a node.";
        };
    }

    /** A path in one sentence, its reason aside. */
    static String of(EgressPath path) {
        String way = "To " + path.destination() + " by " + of(path.kind()) + ": " + of(path.status());
        return way + path.blockedBy().map(layer -> " by " + layer.text()).orElse("");
    }

    /** A way in, in one sentence, its reason aside. */
    static String of(IngressPath path) {
        String way = "From " + path.source() + " by " + of(path.kind()) + ": " + of(path.status());
        return way + path.blockedBy().map(layer -> " by " + layer.text()).orElse(", " + path.traffic());
    }

    /** The first of several ids, and how many more there are. */
    static String some(List<String> ids) {
        return String.join(", ", ids.subList(0, Math.min(NAMED, ids.size())))
                + (ids.size() > NAMED ? " and " + (ids.size() - NAMED) + " more" : "");
    }
}
