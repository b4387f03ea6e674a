package hyperpod.rig.egress.snapshot;

/**
 * A VPC route server, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-route-servers.html">describe-route-servers</a>
 * prints it. Which VPC it serves, and to which route tables it adds routes, other commands print.
 *
 * @param routeServerId {@code rs-...}
 */
public record RouteServer(String routeServerId) {

    static RouteServer from(AwsElement server) {
        return new RouteServer(server.requiredText("RouteServerId"));
    }
}
