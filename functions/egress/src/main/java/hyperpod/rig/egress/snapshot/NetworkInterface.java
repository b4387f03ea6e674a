package hyperpod.rig.egress.snapshot;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
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
 * @param privateAddresses its private addresses and delegated prefixes as AWS prints them; none if the document holds
 *     none
 * @param instanceId the instance that it is attached to
 * @param deviceIndex its place on the instance; 0 is the primary interface
 * @param ownerId the account that owns it, 12 digits
 * @param description what its maker wrote; on a requester-managed one the AWS service
 * @param requesterManaged whether an AWS service made and manages it, which nobody else can pretend
 * @param sourceDestCheck whether it drops what is neither from nor to its own addresses
 * @param vpcId {@code vpc-...}
 * @param usedBy the service of AWS that uses it; empty if it is an instance's, or ready to be one's
 */
public record NetworkInterface(
        String networkInterfaceId,
        String subnetId,
        String interfaceType,
        List<String> securityGroupIds,
        List<String> publicIpv4,
        boolean hasIpv6,
        List<String> privateAddresses,
        Optional<String> instanceId,
        OptionalInt deviceIndex,
        Optional<String> ownerId,
        String description,
        boolean requesterManaged,
        Optional<Boolean> sourceDestCheck,
        Optional<String> vpcId,
        Optional<InterfaceService> usedBy) {

    /** The security group that CloudFront makes for its interfaces in a VPC. */
    private static final String GROUP_OF_CLOUDFRONT = "CloudFront-VPCOrigins";

    static NetworkInterface from(AwsElement networkInterface) {
        List<String> publicIpv4 = Stream.concat(
                        Stream.of(networkInterface), networkInterface.elements("PrivateIpAddresses").stream())
                .flatMap(holder -> holder.element("Association").stream())
                .flatMap(association -> association.text("PublicIp").stream())
                .distinct()
                .toList();
        Optional<AwsElement> attachment = networkInterface.element("Attachment");
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
                privateAddresses(networkInterface),
                attachment.flatMap(a -> a.text("InstanceId")),
                attachment.map(a -> a.number("DeviceIndex")).orElse(OptionalInt.empty()),
                networkInterface.text("OwnerId"),
                networkInterface.text("Description").orElse(""),
                networkInterface.flag("RequesterManaged"),
                networkInterface.json().hasNonNull("SourceDestCheck")
                        ? Optional.of(networkInterface.flag("SourceDestCheck"))
                        : Optional.empty(),
                networkInterface.text("VpcId"),
                usedBy(networkInterface));
    }

    private static Optional<InterfaceService> usedBy(AwsElement networkInterface) {
        boolean ofCloudFront = networkInterface.elements("Groups").stream()
                .flatMap(group -> group.text("GroupName").stream())
                .anyMatch(name -> name.startsWith(GROUP_OF_CLOUDFRONT));
        return ofCloudFront
                ? Optional.of(InterfaceService.CLOUDFRONT_VPC_ORIGIN)
                : InterfaceService.of(
                        networkInterface.text("InterfaceType").orElse("interface"),
                        user(networkInterface),
                        networkInterface.text("Description").orElse(""),
                        networkInterface.text("RequesterId").orElse(""));
    }

    private static InterfaceService.User user(AwsElement networkInterface) {
        Optional<AwsElement> attachment = networkInterface.element("Attachment");
        if (attachment.flatMap(attached -> attached.text("InstanceId")).isPresent()) {
            return InterfaceService.User.OWN_INSTANCE;
        }
        if (isManaged(networkInterface)) {
            return InterfaceService.User.SERVICE;
        }
        Optional<String> instanceOwner = attachment.flatMap(attached -> attached.text("InstanceOwnerId"));
        return instanceOwner.isEmpty() || instanceOwner.equals(networkInterface.text("OwnerId"))
                ? InterfaceService.User.OWN_INSTANCE
                : InterfaceService.User.OTHER_ACCOUNT;
    }

    /** Whether a service of AWS manages it: by itself, or on its owner's behalf. */
    private static boolean isManaged(AwsElement networkInterface) {
        return networkInterface.flag("RequesterManaged")
                || networkInterface
                        .element("Operator")
                        .map(operator -> operator.flag("Managed"))
                        .orElse(false)
                || networkInterface
                        .text("RequesterId")
                        .filter(requester -> requester.startsWith("amazon-"))
                        .isPresent();
    }

    private static List<String> privateAddresses(AwsElement networkInterface) {
        return Stream.of(
                        networkInterface.text("PrivateIpAddress").stream(),
                        texts(networkInterface, "PrivateIpAddresses", "PrivateIpAddress"),
                        texts(networkInterface, "Ipv4Prefixes", "Ipv4Prefix"),
                        texts(networkInterface, "Ipv6Addresses", "Ipv6Address"),
                        texts(networkInterface, "Ipv6Prefixes", "Ipv6Prefix"))
                .flatMap(Function.identity())
                .distinct()
                .toList();
    }

    private static Stream<String> texts(AwsElement networkInterface, String list, String field) {
        return networkInterface.elements(list).stream().flatMap(element -> element.text(field).stream());
    }

    /**
     * Its private addresses.
     *
     * @throws UnusableSnapshotException if one is no address
     */
    public AddressSet addresses() {
        List<Cidr> blocks = new ArrayList<>();
        for (String text : privateAddresses) {
            String length = text.indexOf('/') >= 0 ? "" : text.indexOf(':') >= 0 ? "/128" : "/32";
            try {
                blocks.add(Cidr.parse(text + length));
            } catch (IllegalArgumentException malformed) {
                throw new UnusableSnapshotException(networkInterfaceId + ": " + malformed.getMessage()
                        + ". Save the output of " + ResourceKind.NETWORK_INTERFACE.command() + " again");
            }
        }
        return AddressSet.of(blocks);
    }

    /** Whether it belongs to a NAT gateway, which originates no traffic of its own. */
    public boolean isNatGateway() {
        // AWS prints nat_gateway and documents natGateway.
        return interfaceType.equals("nat_gateway") || interfaceType.equals("natGateway");
    }
}
