package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ProfileAssociation;
import hyperpod.rig.egress.snapshot.ResolverEndpoint;
import hyperpod.rig.egress.snapshot.ResolverRule;
import hyperpod.rig.egress.snapshot.ResolverRuleAssociation;
import hyperpod.rig.egress.snapshot.ResourceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rules by which AWS's resolver sends a VPC's queries to resolvers elsewhere, through outbound endpoints that may be in
 * another VPC. A Route 53 Profile brings rules and firewall rule groups along, which nothing here reads.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-forwarding-outbound-queries.html">
 *     Forwarding outbound DNS queries to your network</a>
 */
final class ForwardedNames {

    private static final List<ResourceKind> NEEDED =
            List.of(ResourceKind.RESOLVER_RULE_ASSOCIATION, ResourceKind.RESOLVER_RULE, ResourceKind.RESOLVER_ENDPOINT);

    private final NetworkSnapshot network;
    private final Map<String, List<ResolverRuleAssociation>> associationsOfVpc;
    private final Map<String, ResolverRule> rules = new HashMap<>();
    private final Map<String, ResolverEndpoint> endpoints = new HashMap<>();
    private final Map<String, List<ProfileAssociation>> profilesOfVpc;

    ForwardedNames(NetworkSnapshot network) {
        this.network = network;
        associationsOfVpc = network.all(ResourceKind.RESOLVER_RULE_ASSOCIATION, ResolverRuleAssociation.class).stream()
                .filter(association -> !association.failed() && !association.isAutodefined())
                .collect(Collectors.groupingBy(ResolverRuleAssociation::vpcId));
        network.all(ResourceKind.RESOLVER_RULE, ResolverRule.class).forEach(rule -> rules.put(rule.id(), rule));
        network.all(ResourceKind.RESOLVER_ENDPOINT, ResolverEndpoint.class)
                .forEach(endpoint -> endpoints.put(endpoint.id(), endpoint));
        profilesOfVpc = network.all(ResourceKind.PROFILE_ASSOCIATION, ProfileAssociation.class).stream()
                .filter(association -> !association.ended())
                .collect(Collectors.groupingBy(ProfileAssociation::vpcId));
    }

    List<Finding> findings(String vpcId) {
        List<Finding> findings = new ArrayList<>();
        NEEDED.stream()
                .filter(kind -> !network.holds(kind))
                .forEach(kind -> findings.add(MissingPart.of(kind, vpcId, network)));
        // A snapshot made by hand may lack profiles, which few accounts have; one that was refused them proves nothing.
        if (network.refusal(ResourceKind.PROFILE_ASSOCIATION.key()).isPresent()) {
            findings.add(MissingPart.of(ResourceKind.PROFILE_ASSOCIATION, vpcId, network));
        }
        for (ResolverRuleAssociation association : associationsOfVpc.getOrDefault(vpcId, List.of())) {
            Optional<ResolverRule> rule = Optional.ofNullable(rules.get(association.resolverRuleId()));
            if (rule.isEmpty() && network.holds(ResourceKind.RESOLVER_RULE)) {
                findings.add(MissingPart.of(ResourceKind.RESOLVER_RULE, association.resolverRuleId(), network));
            }
            rule.filter(known -> !known.leavesNamesToAws())
                    .ifPresent(known -> findings.add(forwarded(vpcId, association, known)));
        }
        profilesOfVpc.getOrDefault(vpcId, List.of()).forEach(profile -> findings.add(ofProfile(vpcId, profile)));
        return findings;
    }

    /** Why a firewall may let names pass: a profile's rule groups may come before the VPC's own. */
    Optional<String> firewallOfProfile(String vpcId) {
        if (!network.holds(ResourceKind.PROFILE_ASSOCIATION)) {
            return Optional.of(network.unknown(
                    ResourceKind.PROFILE_ASSOCIATION.key(), "whether a Route 53 Profile brings a rule group"));
        }
        return profilesOfVpc.getOrDefault(vpcId, List.of()).stream()
                .findFirst()
                .map(profile ->
                        "the Route 53 Profile " + profile.profileId() + " may bring a rule group that lets names pass");
    }

    private Finding forwarded(String vpcId, ResolverRuleAssociation association, ResolverRule rule) {
        String through = rule.resolverEndpointId()
                .map(id -> " through " + id
                        + Optional.ofNullable(endpoints.get(id))
                                .flatMap(ResolverEndpoint::hostVpcId)
                                .map(host -> " in " + host)
                                .orElse(""))
                .orElse("");
        return Finding.of(
                Control.FORWARDED_NAMES,
                rule.id(),
                "AWS's resolver sends queries for " + rule.domainName() + " to "
                        + (rule.targets().isEmpty() ? "a resolver elsewhere" : String.join(", ", rule.targets()))
                        + through + ", and with them whatever is hidden in names",
                association.id() + ": " + rule.id() + " in " + vpcId,
                Remedy.command(
                        "aws",
                        "route53resolver",
                        "disassociate-resolver-rule",
                        "--vpc-id",
                        vpcId,
                        "--resolver-rule-id",
                        rule.id()));
    }

    private static Finding ofProfile(String vpcId, ProfileAssociation profile) {
        return Finding.of(
                Control.MISSING_PART,
                profile.profileId(),
                "a Route 53 Profile brings resolver rules and firewall rule groups into " + vpcId
                        + ", which are not read here",
                profile.id() + ": " + profile.profileId() + " in " + vpcId,
                Remedy.command(
                                "aws",
                                "route53profiles",
                                "disassociate-profile",
                                "--profile-id",
                                profile.profileId(),
                                "--resource-id",
                                vpcId)
                        .explained(
                                "associate the rules and rule groups that are needed with the VPC itself, and take the profile away"));
    }
}
