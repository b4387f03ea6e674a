package hyperpod.rig.egress.path;

/** What a path out of a subnet leads through first. */
public enum PathKind {
    INTERNET_GATEWAY,
    EGRESS_ONLY_INTERNET_GATEWAY,
    PUBLIC_NAT,
    PRIVATE_NAT,
    TRANSIT_GATEWAY,
    VPC_PEERING,
    VIRTUAL_PRIVATE_GATEWAY,
    NETWORK_INTERFACE,
    GATEWAY_ENDPOINT,
    GATEWAY_LOAD_BALANCER_ENDPOINT,
    LOCAL_GATEWAY,
    CARRIER_GATEWAY,
    CORE_NETWORK
}
