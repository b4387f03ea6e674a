package hyperpod.rig.egress.ingress;

/** By what somebody outside the subnets comes in last, before a connection reaches a node. */
public enum IngressKind {
    /** The internet, to a public address of an interface in the subnet. */
    INTERNET_GATEWAY,
    /** A peer VPC. */
    VPC_PEERING,
    /** Networks behind a transit gateway. */
    TRANSIT_GATEWAY,
    /** Networks behind a VPN or Direct Connect. */
    VIRTUAL_PRIVATE_GATEWAY,
    /** Networks behind AWS Cloud WAN. */
    CORE_NETWORK,
    /** The on-premises network of an Outpost. */
    LOCAL_GATEWAY,
    /** A carrier's network, in a Wavelength Zone. */
    CARRIER_GATEWAY,
    /** What a network interface, an appliance or a target that is not known passes on. */
    NETWORK_INTERFACE,
    /** An interface in the VPC that people outside can reach, and whose software may pass them on. */
    RELAY,
    /** A load balancer, which passes on what it is sent, be it by an endpoint service of other accounts. */
    LOAD_BALANCER,
    /** AWS Global Accelerator. */
    GLOBAL_ACCELERATOR,
    /** A VPC origin of Amazon CloudFront. */
    CLOUDFRONT_VPC_ORIGIN,
    /** A VPC link of Amazon API Gateway. */
    API_GATEWAY,
    /** An EC2 Instance Connect endpoint. */
    INSTANCE_CONNECT_ENDPOINT,
    /** An AWS Client VPN endpoint. */
    CLIENT_VPN,
    /** An AWS Verified Access endpoint. */
    VERIFIED_ACCESS,
    /** Amazon VPC Lattice: its services and resource gateways. */
    VPC_LATTICE,
    /** Another AWS service that connects into the VPC on somebody's behalf. */
    AWS_SERVICE
}
