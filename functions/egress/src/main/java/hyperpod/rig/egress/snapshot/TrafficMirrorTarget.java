package hyperpod.rig.egress.snapshot;

import java.util.Optional;

/**
 * Where Traffic Mirroring sends copies, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-traffic-mirror-targets.html">describe-traffic-mirror-targets</a>
 * prints it.
 *
 * @param trafficMirrorTargetId {@code tmt-...}
 * @param receiverId the interface, load balancer or endpoint that receives the copies
 * @param ownerId the account that owns the target, 12 digits
 */
public record TrafficMirrorTarget(String trafficMirrorTargetId, Optional<String> receiverId, Optional<String> ownerId) {

    static TrafficMirrorTarget from(AwsElement target) {
        return new TrafficMirrorTarget(
                target.requiredText("TrafficMirrorTargetId"),
                target.text("NetworkInterfaceId")
                        .or(() -> target.text("NetworkLoadBalancerArn"))
                        .or(() -> target.text("GatewayLoadBalancerEndpointId")),
                target.text("OwnerId"));
    }
}
