package hyperpod.rig.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.route53profiles.Route53ProfilesClient;
import software.amazon.awssdk.services.route53resolver.Route53ResolverClient;
import software.amazon.awssdk.services.route53resolver.model.Filter;
import software.amazon.awssdk.services.route53resolver.model.FirewallDomainListMetadata;
import software.amazon.awssdk.services.route53resolver.model.FirewallRule;
import software.amazon.awssdk.services.route53resolver.model.FirewallRuleGroupAssociation;

/**
 * Reads where Route 53 Resolver sends the names that a VPC asks for, and which of them its DNS Firewall lets through.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53_Resolver.html">
 *     Route 53 Resolver API Reference</a>
 */
final class ResolverCollector {

    private static final String GROUPS = "FirewallRuleGroupAssociations";
    private static final String RULES = "FirewallRules";
    private static final String DOMAIN_LISTS = "FirewallDomainLists";

    private final Supplier<Route53ResolverClient> resolver;
    private final Supplier<Route53ProfilesClient> profiles;
    private final NetworkDocuments documents;

    ResolverCollector(NetworkClients clients, NetworkDocuments documents) {
        this.resolver = clients.resolver();
        this.profiles = clients.profiles();
        this.documents = documents;
    }

    /** One call for each top-level key of the AWS CLI's output. */
    Map<String, Supplier<List<? extends SdkPojo>>> calls(Collection<String> vpcIds) {
        Map<String, Supplier<List<? extends SdkPojo>>> calls = new LinkedHashMap<>();
        calls.put(
                "ResolverEndpoints",
                () -> call(client -> client.listResolverEndpointsPaginator(r -> {}).resolverEndpoints().stream()
                        .toList()));
        calls.put(
                "ResolverRules",
                () -> call(client -> client.listResolverRulesPaginator(r -> {}).resolverRules().stream()
                        .toList()));
        Filter ofVpcs =
                Filter.builder().name("VPCId").values(new ArrayList<>(vpcIds)).build();
        calls.put(
                "ResolverRuleAssociations",
                () ->
                        call(client -> client
                                .listResolverRuleAssociationsPaginator(r -> r.filters(ofVpcs))
                                .resolverRuleAssociations()
                                .stream()
                                .toList()));
        calls.put(
                GROUPS,
                () -> call(client -> vpcIds.stream()
                        .flatMap(vpcId -> client
                                .listFirewallRuleGroupAssociationsPaginator(r -> r.vpcId(vpcId))
                                .firewallRuleGroupAssociations()
                                .stream())
                        .toList()));
        calls.put(
                "FirewallConfigs",
                () -> call(client -> client.listFirewallConfigsPaginator(r -> {}).firewallConfigs().stream()
                        .toList()));
        calls.put(
                DOMAIN_LISTS,
                () -> call(client -> client.listFirewallDomainListsPaginator(r -> {}).firewallDomainLists().stream()
                        .toList()));
        calls.put("ProfileAssociations", this::profileAssociations);
        return calls;
    }

    /** A profile brings rules and firewall groups of its own, which may be another account's. */
    private List<? extends SdkPojo> profileAssociations() {
        Route53ProfilesClient client = profiles.get();
        return NotInRegionException.unlessOffered(
                "Route 53 Profiles",
                Route53ProfilesClient.serviceMetadata().regions(),
                client.serviceClientConfiguration().region(),
                () -> client.listProfileAssociationsPaginator(r -> {}).profileAssociations().stream()
                        .toList());
    }

    /** The rules of the firewall's groups, once these are read. */
    Map<String, Supplier<List<? extends SdkPojo>>> rules() {
        if (!documents.holds(GROUPS)) {
            return Map.of();
        }
        List<String> groups = documents.elements(GROUPS, FirewallRuleGroupAssociation.class).stream()
                .map(FirewallRuleGroupAssociation::firewallRuleGroupId)
                .distinct()
                .toList();
        return Map.of(
                RULES,
                () -> call(client -> groups.stream()
                        .flatMap(group ->
                                client
                                        .listFirewallRulesPaginator(r -> r.firewallRuleGroupId(group))
                                        .firewallRules()
                                        .stream())
                        .toList()));
    }

    /** The domains of the lists that the rules name, once these are read; those of AWS's own lists are not told. */
    void domains() {
        List<String> named = documents.elements(RULES, FirewallRule.class).stream()
                .map(FirewallRule::firewallDomainListId)
                .distinct()
                .toList();
        Map<String, Supplier<List<String>>> calls = new LinkedHashMap<>();
        documents.elements(DOMAIN_LISTS, FirewallDomainListMetadata.class).stream()
                .filter(list -> list.managedOwnerName() == null && named.contains(list.id()))
                .forEach(list -> calls.put(
                        list.id(),
                        () -> call(client ->
                                client
                                        .listFirewallDomainsPaginator(r -> r.firewallDomainListId(list.id()))
                                        .domains()
                                        .stream()
                                        .toList())));
        documents
                .answers(calls)
                .forEach((id, domains) ->
                        documents.put("list-firewall-domains-" + id + ".json", AwsCliDocument.of("Domains", domains)));
    }

    private <T> T call(Function<Route53ResolverClient, T> call) {
        Route53ResolverClient client = resolver.get();
        return NotInRegionException.unlessOffered(
                "Route 53 Resolver",
                Route53ResolverClient.serviceMetadata().regions(),
                client.serviceClientConfiguration().region(),
                () -> call.apply(client));
    }
}
