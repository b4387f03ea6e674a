package hyperpod.rig.egress.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * A rule of Route 53 Resolver, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/route53resolver/list-resolver-rules.html">list-resolver-rules</a>
 * prints it.
 *
 * @param id {@code rslvr-rr-...}
 * @param leavesNamesToAws whether AWS's own resolver answers, as by the rules that AWS defines itself
 * @param domainName the names that it is for
 * @param targets the addresses to which it sends queries
 * @param resolverEndpointId the outbound endpoint through which it sends them
 */
public record ResolverRule(
        String id,
        boolean leavesNamesToAws,
        String domainName,
        List<String> targets,
        Optional<String> resolverEndpointId) {

    static ResolverRule from(AwsElement rule) {
        String type = rule.requiredText("RuleType");
        return new ResolverRule(
                rule.requiredText("Id"),
                type.equals("SYSTEM") || type.equals("RECURSIVE"),
                rule.text("DomainName").orElse("."),
                rule.elements("TargetIps").stream()
                        .flatMap(target -> target.text("Ip").or(() -> target.text("Ipv6")).stream())
                        .toList(),
                rule.text("ResolverEndpointId"));
    }
}
