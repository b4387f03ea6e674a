package hyperpod.rig.egress.snapshot;

/**
 * A session of Traffic Mirroring, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-traffic-mirror-sessions.html">describe-traffic-mirror-sessions</a>
 * prints it.
 *
 * @param trafficMirrorSessionId {@code tms-...}
 * @param networkInterfaceId the interface whose traffic is copied
 * @param trafficMirrorTargetId where the copy goes, {@code tmt-...}
 */
public record TrafficMirrorSession(
        String trafficMirrorSessionId, String networkInterfaceId, String trafficMirrorTargetId) {

    static TrafficMirrorSession from(AwsElement session) {
        return new TrafficMirrorSession(
                session.requiredText("TrafficMirrorSessionId"),
                session.requiredText("NetworkInterfaceId"),
                session.text("TrafficMirrorTargetId").orElse("a target that AWS does not name"));
    }
}
