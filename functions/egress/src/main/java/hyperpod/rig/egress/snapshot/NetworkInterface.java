package hyperpod.rig.egress.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
 * @param privateAddresses its addresses and prefixes in the VPC, IPv4 and IPv6, as AWS prints them
 * @param hasIpv6 whether it has an IPv6 address
 * @param instanceId the instance that it is attached to
 * @param sourceDestCheck whether it drops what is neither from nor to its own addresses
 * @param description what its maker wrote; AWS's services write what it is for
 * @param requesterManaged whether an AWS service made it and manages it
 */
public record NetworkInterface(
        String networkInterfaceId,
        String subnetId,
        String interfaceType,
        List<String> securityGroupIds,
        List<String> publicIpv4,
        List<String> privateAddresses,
        boolean hasIpv6,
        Optional<String> instanceId,
        Optional<Boolean> sourceDestCheck,
        String description,
        boolean requesterManaged) {

    private static final Map<String, String> ADDRESS_LISTS = new TreeMap<>(Map.of(
            "PrivateIpAddresses", "PrivateIpAddress",
            "Ipv6Addresses", "Ipv6Address",
            "Ipv4Prefixes", "Ipv4Prefix",
            "Ipv6Prefixes", "Ipv6Prefix"));

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
                privateAddresses(networkInterface),
                !networkInterface.elements("Ipv6Addresses").isEmpty()
                        || !networkInterface.elements("Ipv6Prefixes").isEmpty(),
                networkInterface.element("Attachment").flatMap(attachment -> attachment.text("InstanceId")),
                networkInterface.json().hasNonNull("SourceDestCheck")
                        ? Optional.of(networkInterface.flag("SourceDestCheck"))
                        : Optional.empty(),
                networkInterface.text("Description").orElse(""),
                networkInterface.flag("RequesterManaged"));
    }

    private static List<String> privateAddresses(AwsElement networkInterface) {
        List<String> addresses = new ArrayList<>();
        networkInterface.text("PrivateIpAddress").ifPresent(addresses::add);
        ADDRESS_LISTS.forEach((list, field) -> networkInterface
                .elements(list)
                .forEach(element -> element.text(field).ifPresent(addresses::add)));
        return addresses.stream().distinct().toList();
    }

    /** Whether it belongs to a NAT gateway, which originates no traffic of its own. */
    public boolean isNatGateway() {
        // AWS prints nat_gateway and documents natGateway.
        return interfaceType.equals("nat_gateway") || interfaceType.equals("natGateway");
    }
}
