package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.snapshot.InterfaceService;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which interfaces cannot pass on what is sent to them, by the service of AWS that uses them. Whatever is not known to
 * be unable counts as able: nobody sees its software.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html">NetworkInterface</a>
 */
final class InterfaceRole {

    /** File systems: unlike databases they run nothing for those who write to them. */
    private static final List<String> FILE_SYSTEMS =
            List.of("EFS mount target", "Created by Amazon FSx", "Created By Amazon FSx", "Amazon FSx");

    /** The types that only AWS gives; a description that says the same anybody can write on an interface of his own. */
    private static final Set<String> TAKE_NOTHING_IN = Set.of("lambda", "ec2_instance_connect_endpoint");

    private InterfaceRole() {}

    static boolean mayRelay(NetworkInterface networkInterface) {
        Optional<InterfaceService> service = networkInterface.usedBy();
        return service.isEmpty() || mayRelay(service.get(), networkInterface);
    }

    private static boolean mayRelay(InterfaceService service, NetworkInterface networkInterface) {
        return switch (service) {
            // They take what a route sends through them, which is followed, and nothing that is addressed to them.
            case GATEWAY -> false;
            // It leads to a service, and is judged by its policy.
            case VPC_ENDPOINT -> false;
            // It answers for the Kubernetes API and forwards nothing.
            case CONTROL_PLANE -> false;
            // They accept no connection from the VPC.
            case LAMBDA, INSTANCE_CONNECT_ENDPOINT ->
                !TAKE_NOTHING_IN.contains(networkInterface.interfaceType()) && !networkInterface.requesterManaged();
            case STORE ->
                !networkInterface.interfaceType().equals("efs")
                        && FILE_SYSTEMS.stream().noneMatch(networkInterface.description()::startsWith);
            case LOAD_BALANCER,
                    CLIENT_VPN,
                    VERIFIED_ACCESS,
                    CLOUDFRONT_VPC_ORIGIN,
                    GLOBAL_ACCELERATOR,
                    RESOURCE_GATEWAY,
                    API_GATEWAY,
                    QUICKSIGHT,
                    DATA_MOVER,
                    WORKSTATION,
                    BUILD,
                    DIRECTORY,
                    BROKER,
                    RESOLVER,
                    CONTAINER,
                    SAGEMAKER,
                    OTHER_ACCOUNT,
                    UNKNOWN -> true;
        };
    }
}
