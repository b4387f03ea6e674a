package hyperpod.rig.egress.path;

/** What can block a path that the routes leave open. */
public enum Layer {
    /** No interface in the subnet has or gets the public address that the gateway demands. */
    PUBLIC_ADDRESS("the lack of a public address"),
    /** The given security groups, or those of an appliance on the path, allow no packet. */
    SECURITY_GROUP("the security groups"),
    /** The network ACL of a subnet on the path allows no packet that the layers before it allow. */
    NETWORK_ACL("a network ACL"),
    /** Nothing takes the answer to a connection from outside back to its sender. */
    RETURN_ROUTE("the lack of a route for the answer"),
    /** VPC Block Public Access keeps the Region's internet gateways closed. */
    VPC_BLOCK_PUBLIC_ACCESS("VPC Block Public Access");

    private final String text;

    Layer(String text) {
        this.text = text;
    }

    /** What blocks, in words. */
    public String text() {
        return text;
    }
}
