package hyperpod.rig.egress.snapshot;

import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.address.Cidr;
import java.util.ArrayList;
import java.util.List;

/**
 * A VPC peering connection, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-vpc-peering-connections.html">describe-vpc-peering-connections</a>
 * prints it.
 *
 * @param vpcPeeringConnectionId {@code pcx-...}
 * @param status such as {@code active}
 * @param requester the side that asked
 * @param accepter the side that was asked
 */
public record VpcPeeringConnection(String vpcPeeringConnectionId, String status, Side requester, Side accepter) {

    /**
     * One side of the connection.
     *
     * @param vpcId {@code vpc-...}
     * @param cidrBlocks the VPC's blocks; empty if AWS does not show them, as it does before the connection is active
     */
    public record Side(String vpcId, List<Cidr> cidrBlocks) {

        private static Side from(AwsElement side) {
            List<Cidr> blocks = new ArrayList<>();
            side.cidr("CidrBlock", AddressFamily.IPV4).ifPresent(blocks::add);
            side.elements("CidrBlockSet")
                    .forEach(set -> set.cidr("CidrBlock", AddressFamily.IPV4).ifPresent(blocks::add));
            side.elements("Ipv6CidrBlockSet")
                    .forEach(
                            set -> set.cidr("Ipv6CidrBlock", AddressFamily.IPV6).ifPresent(blocks::add));
            return new Side(side.text("VpcId").orElse("unknown"), List.copyOf(blocks));
        }
    }

    static VpcPeeringConnection from(AwsElement connection) {
        return new VpcPeeringConnection(
                connection.requiredText("VpcPeeringConnectionId"),
                connection
                        .element("Status")
                        .flatMap(status -> status.text("Code"))
                        .orElse("unknown"),
                side(connection, "RequesterVpcInfo"),
                side(connection, "AccepterVpcInfo"));
    }

    private static Side side(AwsElement connection, String field) {
        return connection
                .element(field)
                .map(Side::from)
                .orElseThrow(() -> new MalformedResourceException("%s has no %s".formatted(connection.place(), field)));
    }

    /** The side that is not this VPC. */
    public Side peerOf(String vpcId) {
        return requester.vpcId().equals(vpcId) ? accepter : requester;
    }

    /** Whether it carries no traffic and can never again. */
    public boolean isDead() {
        return switch (status) {
            case "deleted", "deleting", "rejected", "expired", "failed" -> true;
            default -> false;
        };
    }
}
