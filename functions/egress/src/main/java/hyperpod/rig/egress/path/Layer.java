package hyperpod.rig.egress.path;

/** What can block a path that the routes leave open. */
public enum Layer {
    /** No interface in the subnet has or gets the public address that the gateway demands. */
    PUBLIC_ADDRESS,
    /** The given security groups allow no packet. */
    SECURITY_GROUP,
    /** The network ACL of a subnet on the path allows no packet that the layers before it allow. */
    NETWORK_ACL
}
