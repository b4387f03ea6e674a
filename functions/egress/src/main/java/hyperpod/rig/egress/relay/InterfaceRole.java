package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.snapshot.NetworkInterface;
import java.util.List;
import java.util.Set;

/**
 * Which interfaces cannot pass on what is sent to them, by the kind that AWS gives them. Whatever is not known to be
 * unable counts as able: nobody sees its software.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html">NetworkInterface</a>
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html">Requester-managed
 *     network interfaces</a>, which only AWS services make
 */
final class InterfaceRole {

    /**
     * NAT gateways, transit gateways and Gateway Load Balancer endpoints take what a route sends through them, and
     * nothing that is addressed to them; their routes are followed. Interface endpoints lead to a service, and are
     * judged by their policies. Functions in a VPC, and EC2 Instance Connect endpoints, accept no connection from it.
     */
    private static final Set<String> UNABLE = Set.of(
            "nat_gateway",
            "natGateway",
            "transit_gateway",
            "vpc_endpoint",
            "gateway_load_balancer_endpoint",
            "lambda",
            "ec2_instance_connect_endpoint");

    /**
     * How AWS describes the interfaces of the EKS control plane, Amazon EFS and Amazon FSx: they answer for an API or a
     * file system, and forward nothing.
     */
    private static final List<String> UNABLE_SERVICES =
            List.of("Amazon EKS ", "EFS mount target for ", "Created by Amazon FSx");

    private InterfaceRole() {}

    static boolean mayRelay(NetworkInterface networkInterface) {
        return !UNABLE.contains(networkInterface.interfaceType())
                && !(networkInterface.requesterManaged()
                        && UNABLE_SERVICES.stream().anyMatch(networkInterface.description()::startsWith));
    }
}
