package hyperpod.rig.egress.check;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.DhcpOptions;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Vpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who answers the DNS queries of a VPC: whoever does learns the names that are asked for, and data can be hidden in
 * names.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html">DNS attributes for your
 *     VPC</a>
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall.html">Route 53 Resolver
 *     DNS Firewall</a>
 */
final class DnsChecks {

    /** The Route 53 Resolver at its fixed addresses. */
    private static final Set<String> AMAZON = Set.of("AmazonProvidedDNS", "169.254.169.253", "fd00:ec2::253");

    /** The DHCP options of a VPC that has none: it names no resolver. */
    private static final String NO_OPTIONS = "default";

    private final NetworkSnapshot network;
    private final ForwardedNames forwardedNames;
    private final DnsFirewall firewall;

    DnsChecks(NetworkSnapshot network) {
        this.network = network;
        forwardedNames = new ForwardedNames(network);
        firewall = new DnsFirewall(network);
    }

    List<Finding> findings(String vpcId) {
        List<Finding> findings = new ArrayList<>();
        resolver(vpcId, findings);
        // Without AWS's resolver nobody asks its rules and its firewall.
        if (network.hasResolver(vpcId)) {
            findings.addAll(forwardedNames.findings(vpcId));
            if (!network.holds(ResourceKind.FIREWALL_RULE_GROUP_ASSOCIATION)) {
                findings.add(MissingPart.of(ResourceKind.FIREWALL_RULE_GROUP_ASSOCIATION, vpcId, network));
            }
            firewall.leak(vpcId)
                    .or(() -> forwardedNames.firewallOfProfile(vpcId))
                    .ifPresent(leak -> findings.add(namesPass(vpcId, leak)));
        }
        return findings;
    }

    private static Finding namesPass(String vpcId, String leak) {
        return Finding.of(
                Control.NO_DNS_FIREWALL,
                vpcId,
                "AWS's resolver answers for public names, in which data can leave in small pieces; it also answers at"
                        + " 169.254.169.253, and security groups and network ACLs do not filter what is asked of it",
                leak,
                Remedy.command(
                                "aws",
                                "route53resolver",
                                "associate-firewall-rule-group",
                                "--name",
                                "block-names",
                                "--priority",
                                "101",
                                "--vpc-id",
                                vpcId,
                                "--firewall-rule-group-id",
                                "$RULE_GROUP")
                        .explained("RULE_GROUP is a rule group that allows AWS's names (*.amazonaws.com) and then"
                                + " blocks all others (*)"));
    }

    private void resolver(String vpcId, List<Finding> findings) {
        Optional<Vpc> vpc = network.vpc(vpcId);
        Optional<String> optionsId = vpc.flatMap(Vpc::dhcpOptionsId);
        if (vpc.isEmpty()) {
            findings.add(MissingPart.of(ResourceKind.VPC, vpcId, network));
        } else if (optionsId.filter(NO_OPTIONS::equals).isEmpty()) {
            optionsId
                    .flatMap(network::dhcpOptions)
                    .ifPresentOrElse(
                            options -> foreignResolver(vpc.get(), options, findings),
                            () -> findings.add(MissingPart.of(ResourceKind.DHCP_OPTIONS, vpcId, network)));
        }
    }

    private static void foreignResolver(Vpc vpc, DhcpOptions options, List<Finding> findings) {
        AddressSet own = AddressSet.of(vpc.cidrBlocks());
        List<String> foreign = options.domainNameServers().stream()
                .filter(server -> !AMAZON.contains(server) && !isIn(own, server))
                .toList();
        if (!foreign.isEmpty()) {
            findings.add(Finding.of(
                    Control.FOREIGN_RESOLVER,
                    vpc.vpcId(),
                    "interfaces ask " + String.join(", ", foreign)
                            + " for names, a resolver that is neither AWS's nor in the VPC",
                    options.dhcpOptionsId() + ": domain-name-servers " + options.domainNameServers(),
                    Remedy.command(
                                    "aws",
                                    "ec2",
                                    "associate-dhcp-options",
                                    "--vpc-id",
                                    vpc.vpcId(),
                                    "--dhcp-options-id",
                                    "$DHCP_OPTIONS")
                            .explained("DHCP_OPTIONS are options whose domain-name-servers is AmazonProvidedDNS")));
        }
    }

    private static boolean isIn(AddressSet own, String server) {
        try {
            String block = server + (server.indexOf(':') >= 0 ? "/128" : "/32");
            return !AddressSet.of(List.of(Cidr.parse(block))).intersect(own).isEmpty();
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
