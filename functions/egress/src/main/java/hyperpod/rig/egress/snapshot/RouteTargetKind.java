package hyperpod.rig.egress.snapshot;

/** The kinds of target that a route can have. */
public enum RouteTargetKind {
    LOCAL,
    INTERNET_GATEWAY,
    EGRESS_ONLY_INTERNET_GATEWAY,
    NAT_GATEWAY,
    TRANSIT_GATEWAY,
    VPC_PEERING,
    VIRTUAL_PRIVATE_GATEWAY,
    NETWORK_INTERFACE,
    VPC_ENDPOINT,
    LOCAL_GATEWAY,
    CARRIER_GATEWAY,
    CORE_NETWORK,
    /** A target that the analysis does not know, an ODB network for one, or none at all. */
    UNKNOWN
}
