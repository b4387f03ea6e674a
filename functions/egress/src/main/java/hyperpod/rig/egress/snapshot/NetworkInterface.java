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
        Optional<String> instanceId,
        Optional<Boolean> sourceDestCheck,
        Optional<String> vpcId,
        Optional<ServiceInterface> usedBy) {

    /** The security group that CloudFront makes for its interfaces in a VPC. */
    private static final String GROUP_OF_CLOUDFRONT = "CloudFront-VPCOrigins";

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
                        : Optional.empty(),
                networkInterface.text("VpcId"),
                usedBy(networkInterface));
    }

    private static Optional<ServiceInterface> usedBy(AwsElement networkInterface) {
        String description = networkInterface.text("Description").orElse("");
        boolean ofCloudFront = networkInterface.elements("Groups").stream()
                .flatMap(group -> group.text("GroupName").stream())
                .anyMatch(name -> name.startsWith(GROUP_OF_CLOUDFRONT));
        Optional<InterfaceService> service = ofCloudFront
                ? Optional.of(InterfaceService.CLOUDFRONT_VPC_ORIGIN)
                : InterfaceService.of(
                        networkInterface.text("InterfaceType").orElse("interface"),
                        isManaged(networkInterface),
                        description);
        return service.map(known -> new ServiceInterface(known, description));
    }

    /** Whether a service of AWS manages it, and it is not that of an instance which a service runs. */
    private static boolean isManaged(AwsElement networkInterface) {
        boolean ofInstance = networkInterface
                .element("Attachment")
                .flatMap(attachment -> attachment.text("InstanceId"))
                .isPresent();
        return !ofInstance && isManagedByService(networkInterface);
    }

    private static boolean isManagedByService(AwsElement networkInterface) {
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

    /** Whether it belongs to a NAT gateway, which originates no traffic of its own. */
    public boolean isNatGateway() {
        // AWS prints nat_gateway and documents natGateway.
        return interfaceType.equals("nat_gateway") || interfaceType.equals("natGateway");
    }
}
