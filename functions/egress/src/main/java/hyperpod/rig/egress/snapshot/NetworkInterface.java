package hyperpod.rig.egress.snapshot;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

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

    /** What is read of it, and of what it holds: of no kind there are more, and AWS prints thrice as much. */
    static final Set<String> MEMBERS = Set.of(
            "NetworkInterfaceId",
            "SubnetId",
            "VpcId",
            "OwnerId",
            "InterfaceType",
            "Description",
            "Groups",
            "GroupId",
            "GroupName",
            "PrivateIpAddress",
            "PrivateIpAddresses",
            "Association",
            "PublicIp",
            "Ipv4Prefixes",
            "Ipv4Prefix",
            "Ipv6Addresses",
            "Ipv6Address",
            "Ipv6Prefixes",
            "Ipv6Prefix",
            "Attachment",
            "InstanceId",
            "InstanceOwnerId",
            "DeviceIndex",
            "RequesterManaged",
            "RequesterId",
            "Operator",
            "Managed",
            "SourceDestCheck");

    static NetworkInterface from(AwsElement networkInterface) {
        List<AwsElement> privateIpv4 = networkInterface.elements("PrivateIpAddresses");
        List<AwsElement> groups = networkInterface.elements("Groups");
        Optional<AwsElement> attachment = networkInterface.element("Attachment");
        String type = networkInterface.text("InterfaceType").orElse("interface");
        String description = networkInterface.text("Description").orElse("");
        Optional<String> instanceId = attachment.flatMap(a -> a.text("InstanceId"));
        return new NetworkInterface(
                networkInterface.requiredText("NetworkInterfaceId"),
                networkInterface.requiredText("SubnetId"),
                type,
                groupIds(groups),
                publicIpv4(networkInterface, privateIpv4),
                !networkInterface.elements("Ipv6Addresses").isEmpty()
                        || !networkInterface.elements("Ipv6Prefixes").isEmpty(),
                privateAddresses(networkInterface, privateIpv4),
                instanceId,
                attachment.map(a -> a.number("DeviceIndex")).orElse(OptionalInt.empty()),
                networkInterface.text("OwnerId"),
                description,
                networkInterface.flag("RequesterManaged"),
                networkInterface.json().hasNonNull("SourceDestCheck")
                        ? Optional.of(networkInterface.flag("SourceDestCheck"))
                        : Optional.empty(),
                networkInterface.text("VpcId"),
                ofCloudFront(groups)
                        ? Optional.of(InterfaceService.CLOUDFRONT_VPC_ORIGIN)
                        : InterfaceService.of(
                                type,
                                user(networkInterface, attachment, instanceId),
                                description,
                                networkInterface.text("RequesterId").orElse("")));
    }

    private static List<String> groupIds(List<AwsElement> groups) {
        List<String> ids = new ArrayList<>(groups.size());
        groups.forEach(group -> ids.add(group.requiredText("GroupId")));
        return List.copyOf(ids);
    }

    private static boolean ofCloudFront(List<AwsElement> groups) {
        for (AwsElement group : groups) {
            if (group.text("GroupName").orElse("").startsWith(GROUP_OF_CLOUDFRONT)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> publicIpv4(AwsElement networkInterface, List<AwsElement> privateIpv4) {
        Set<String> addresses = new LinkedHashSet<>();
        addPublicIp(networkInterface, addresses);
        privateIpv4.forEach(address -> addPublicIp(address, addresses));
        return List.copyOf(addresses);
    }

    private static void addPublicIp(AwsElement holder, Set<String> addresses) {
        holder.element("Association")
                .flatMap(association -> association.text("PublicIp"))
                .ifPresent(addresses::add);
    }

    private static InterfaceService.User user(
            AwsElement networkInterface, Optional<AwsElement> attachment, Optional<String> instanceId) {
        if (instanceId.isPresent()) {
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

    private static List<String> privateAddresses(AwsElement networkInterface, List<AwsElement> privateIpv4) {
        Set<String> addresses = new LinkedHashSet<>();
        networkInterface.text("PrivateIpAddress").ifPresent(addresses::add);
        privateIpv4.forEach(address -> address.text("PrivateIpAddress").ifPresent(addresses::add));
        addTexts(networkInterface, "Ipv4Prefixes", "Ipv4Prefix", addresses);
        addTexts(networkInterface, "Ipv6Addresses", "Ipv6Address", addresses);
        addTexts(networkInterface, "Ipv6Prefixes", "Ipv6Prefix", addresses);
        return List.copyOf(addresses);
    }

    private static void addTexts(AwsElement networkInterface, String list, String field, Set<String> texts) {
        networkInterface.elements(list).forEach(element -> element.text(field).ifPresent(texts::add));
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
