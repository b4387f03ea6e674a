package hyperpod.rig.egress.snapshot;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network interface, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-network-interfaces.html">describe-network-interfaces</a>
 * prints it.
 *
 * @param networkInterfaceId {@code eni-...}
 * @param subnetId {@code subnet-...}
 * @param interfaceType such as {@code interface}, {@code efa}, {@code nat_gateway}
 * @param securityGroupIds its security groups
 * @param publicIpv4 its public IPv4 addresses
 * @param hasIpv6 whether it has an IPv6 address
 * @param instanceId the instance that it is attached to
 * @param sourceDestCheck whether it drops what is neither from nor to its own addresses
 */
public record NetworkInterface(
        String networkInterfaceId,
        String subnetId,
        String interfaceType,
        List<String> securityGroupIds,
        List<String> publicIpv4,
        boolean hasIpv6,
        Optional<String> instanceId,
        Optional<Boolean> sourceDestCheck) {

    static NetworkInterface from(AwsElement networkInterface) {
        List<String> publicIpv4 = Stream.concat(
                        Stream.of(networkInterface), networkInterface.elements("PrivateIpAddresses").stream())
                .flatMap(holder -> holder.element("Association").stream())
                .flatMap(association -> association.text("PublicIp").stream())
                .distinct()
                .toList();
        return new NetworkInterface(
                networkInterface.requiredText("NetworkInterfaceId"),
                networkInterface.requiredText("SubnetId"),
                networkInterface.text("InterfaceType").orElse("interface"),
                networkInterface.elements("Groups").stream()
                        .map(group -> group.requiredText("GroupId"))
                        .toList(),
                publicIpv4,
                !networkInterface.elements("Ipv6Addresses").isEmpty()
                        || !networkInterface.elements("Ipv6Prefixes").isEmpty(),
                networkInterface.element("Attachment").flatMap(attachment -> attachment.text("InstanceId")),
                networkInterface.json().hasNonNull("SourceDestCheck")
                        ? Optional.of(networkInterface.flag("SourceDestCheck"))
                        : Optional.empty());
    }

    /** Whether it belongs to a NAT gateway, which originates no traffic of its own. */
    public boolean isNatGateway() {
        // AWS prints nat_gateway and documents natGateway.
        return interfaceType.equals("nat_gateway") || interfaceType.equals("natGateway");
    }
}
