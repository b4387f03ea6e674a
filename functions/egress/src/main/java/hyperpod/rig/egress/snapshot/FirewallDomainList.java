package hyperpod.rig.egress.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * A list of names of Route 53 Resolver DNS Firewall, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/route53resolver/list-firewall-domain-lists.html">list-firewall-domain-lists</a>
 * prints it.
 *
 * @param id {@code rslvr-fdl-...}
 * @param domains its names, if they stand in the element itself, as in a snapshot written by hand
 */
public record FirewallDomainList(String id, Optional<List<String>> domains) {

    static FirewallDomainList from(AwsElement list) {
        return new FirewallDomainList(
                list.requiredText("Id"),
                list.json().has("Domains") ? Optional.of(list.texts("Domains")) : Optional.empty());
    }
}
