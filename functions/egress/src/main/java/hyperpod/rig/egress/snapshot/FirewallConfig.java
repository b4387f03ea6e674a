package hyperpod.rig.egress.snapshot;

/**
 * What Route 53 Resolver DNS Firewall does in a VPC when it fails, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/route53resolver/list-firewall-configs.html">list-firewall-configs</a>
 * prints it.
 *
 * @param resourceId {@code vpc-...}
 * @param failsClosed whether it then refuses queries; anything but {@code DISABLED} may let them pass
 */
public record FirewallConfig(String resourceId, boolean failsClosed) {

    static FirewallConfig from(AwsElement config) {
        return new FirewallConfig(
                config.requiredText("ResourceId"),
                config.text("FirewallFailOpen").map("DISABLED"::equals).orElse(true));
    }
}
