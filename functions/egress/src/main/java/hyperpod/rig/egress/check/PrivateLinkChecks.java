package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.ServiceConfiguration;
import hyperpod.rig.egress.snapshot.Vpc;
import hyperpod.rig.egress.snapshot.VpcEndpoint;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Endpoints that lead to what is not a service of AWS: somebody's own service, a partner's, a resource or a service
 * network.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html">AWS PrivateLink concepts</a>
 */
final class PrivateLinkChecks {

    private static final Pattern AWS_SERVICE =
            Pattern.compile("(com\\.amazonaws|aws\\.api|aws\\.sagemaker|cn\\.com\\.amazonaws)\\..*");

    private final NetworkSnapshot network;
    private final Set<String> ownServices;

    PrivateLinkChecks(NetworkSnapshot network) {
        this.network = network;
        ownServices = network.all(ResourceKind.SERVICE_CONFIGURATION, ServiceConfiguration.class).stream()
                .map(ServiceConfiguration::serviceName)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the endpoint leads to what is not a service of AWS, so that no policy of its own limits it. */
    static boolean isForeign(VpcEndpoint endpoint) {
        String service = endpoint.serviceName();
        return !AWS_SERVICE.matcher(service).matches() || service.contains(".vpce.") || service.contains("vpce-svc-");
    }

    List<Finding> findings(String vpcId) {
        return network.vpcEndpointsIn(vpcId).stream()
                .filter(endpoint -> endpoint.type() != VpcEndpoint.Type.GATEWAY_LOAD_BALANCER && isForeign(endpoint))
                .map(this::finding)
                .toList();
    }

    private Finding finding(VpcEndpoint endpoint) {
        return Finding.of(
                        isOfLattice(endpoint) ? Control.VPC_LATTICE : Control.FOREIGN_SERVICE,
                        endpoint.vpcEndpointId(),
                        "the endpoint leads to " + destination(endpoint)
                                + endpoint.serviceRegion()
                                        .map(region -> ", in the Region " + region)
                                        .orElse(""),
                        endpoint.vpcEndpointId() + ": " + evidence(endpoint),
                        Remedy.command(
                                "aws", "ec2", "delete-vpc-endpoints", "--vpc-endpoint-ids", endpoint.vpcEndpointId()))
                .leadingThrough(endpoint.vpcEndpointId());
    }

    private static boolean isOfLattice(VpcEndpoint endpoint) {
        return endpoint.type() == VpcEndpoint.Type.RESOURCE || endpoint.type() == VpcEndpoint.Type.SERVICE_NETWORK;
    }

    private String destination(VpcEndpoint endpoint) {
        String owner =
                network.vpc(endpoint.vpcId()).map(vpc -> owner(endpoint, vpc)).orElse("");
        return switch (endpoint.type()) {
            case RESOURCE -> "a resource " + endpoint.destinationArn().orElse("that AWS does not name") + owner;
            case SERVICE_NETWORK ->
                "every service and resource of the service network "
                        + endpoint.destinationArn().orElse("that AWS does not name") + owner;
            default ->
                "\"" + endpoint.serviceName() + "\", which is not a service of AWS"
                        + (ownServices.contains(endpoint.serviceName()) ? " but one of this account's" : "");
        };
    }

    private static String owner(VpcEndpoint endpoint, Vpc vpc) {
        return Arns.foreignAccount(endpoint.destinationArn(), vpc.ownerId())
                .map(account -> ", of the account " + account)
                .orElse("");
    }

    private static String evidence(VpcEndpoint endpoint) {
        Optional<String> arn = endpoint.destinationArn();
        return arn.orElse("ServiceName " + endpoint.serviceName()) + ", " + endpoint.type();
    }
}
