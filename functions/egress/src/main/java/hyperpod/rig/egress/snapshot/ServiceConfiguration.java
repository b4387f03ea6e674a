package hyperpod.rig.egress.snapshot;

import java.util.ArrayList;
import java.util.List;

/**
 * An endpoint service that the account offers, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-vpc-endpoint-service-configurations.html">describe-vpc-endpoint-service-configurations</a>
 * prints it.
 *
 * @param serviceId {@code vpce-svc-...}
 * @param serviceName the name by which endpoints of other VPCs and accounts connect
 * @param loadBalancerArns the network and gateway load balancers behind it
 * @param gone whether it carries nothing any more
 */
public record ServiceConfiguration(String serviceId, String serviceName, List<String> loadBalancerArns, boolean gone) {

    static ServiceConfiguration from(AwsElement service) {
        List<String> loadBalancers = new ArrayList<>(service.texts("NetworkLoadBalancerArns"));
        loadBalancers.addAll(service.texts("GatewayLoadBalancerArns"));
        return new ServiceConfiguration(
                service.requiredText("ServiceId"),
                service.text("ServiceName").orElse(""),
                List.copyOf(loadBalancers),
                service.text("ServiceState")
                        .filter(state -> state.equals("Deleted") || state.equals("Failed"))
                        .isPresent());
    }
}
