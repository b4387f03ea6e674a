package hyperpod.rig.egress.snapshot;

import java.util.Optional;

/**
 * An endpoint of Route 53 Resolver, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/route53resolver/list-resolver-endpoints.html">list-resolver-endpoints</a>
 * prints it.
 *
 * @param id {@code rslvr-out-...} or {@code rslvr-in-...}
 * @param direction {@code OUTBOUND}, {@code INBOUND} or {@code INBOUND_DELEGATION}
 * @param hostVpcId the VPC in which it has its interfaces
 */
public record ResolverEndpoint(String id, String direction, Optional<String> hostVpcId) {

    static ResolverEndpoint from(AwsElement endpoint) {
        return new ResolverEndpoint(
                endpoint.requiredText("Id"), endpoint.requiredText("Direction"), endpoint.text("HostVPCId"));
    }
}
