package hyperpod.rig.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.IsolatedVpc;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.route53profiles.Route53ProfilesClient;
import software.amazon.awssdk.services.route53resolver.Route53ResolverClient;
import software.amazon.awssdk.services.vpclattice.VpcLatticeClient;

class NetworkCollectorTest {

    private static final String REFUSED = SnapshotReader.REFUSED_CALLS + ".json";

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @Test
    void everyPageOfTheNetworkIsRead() {
        account.isolatedVpc().open();
        account.pagesOf(1);
        NetworkSnapshot network = collector().ofSubnets(List.of("subnet-1")).snapshot();
        assertThat(List.of("subnet-1", "subnet-2", "subnet-3"))
                .allSatisfy(id -> assertThat(network.subnet(id)).isPresent());
        assertThat(network.natGateway("nat-1")).isPresent();
    }

    @Test
    void whatAwsRefusesToShowIsLeftOutWithTheReason() {
        account.isolatedVpc();
        account.fails("DescribeRouteTables", "UnauthorizedOperation", 403, "not for you");
        CollectedNetwork network = collector().ofSubnets(List.of("subnet-1"));
        assertThat(network.documents()).containsKey("Subnets.json").doesNotContainKey("RouteTables.json");
        assertThat(new String(network.documents().get(REFUSED), StandardCharsets.UTF_8))
                .contains("RouteTables", "UnauthorizedOperation", "not for you");
    }

    /** The calls run side by side, and so do the refusals. */
    @Test
    void everyPrefixListThatAwsRefusesToShowIsNamed() {
        account.isolatedVpc();
        List<String> ids = IntStream.range(10, 50).mapToObj(i -> "pl-" + i).toList();
        account.network("""
                {"SecurityGroups": [{"GroupId": "sg-2", "VpcId": "vpc-1", "IpPermissionsEgress": [{"IpProtocol": "-1",
                  "PrefixListIds": [%s]}]}]}""".formatted(
                ids.stream().map(id -> "{\"PrefixListId\": \"" + id + "\"}").collect(Collectors.joining(", "))));
        account.fails("GetManagedPrefixListEntries", "UnauthorizedOperation", 403, "not for you");
        CollectedNetwork network = collector().ofSubnets(List.of("subnet-1"));
        assertThat(new String(network.documents().get(REFUSED), StandardCharsets.UTF_8))
                .contains(ids)
                .contains("pl-10: UnauthorizedOperation, not for you");
    }

    @Test
    void nothingIsSaidOfRefusalsWhereThereAreNone() {
        account.isolatedVpc();
        assertThat(collector().ofSubnets(List.of("subnet-1")).documents()).doesNotContainKey(REFUSED);
    }

    /** A network half read proves nothing. */
    @Test
    void anyOtherFailureFailsTheWhole() {
        account.isolatedVpc();
        account.fails("DescribeRouteTables", "InternalError", 400);
        assertThatThrownBy(() -> collector().ofSubnets(List.of("subnet-1"))).isInstanceOf(Ec2Exception.class);
    }

    @Test
    void subnetsAndVpcsThatEc2DoesNotKnowAreInvalid() {
        account.isolatedVpc();
        assertThatThrownBy(() -> collector().ofSubnets(List.of("subnet-9")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("subnet-9");
        assertThatThrownBy(() -> collector().ofVpcs(List.of("vpc-1", "vpc-9")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("no VPC vpc-9");
    }

    /** What leads into the network or out of it besides routes, whichever service knows it. */
    @Test
    void theOtherWaysInAndOutAreRead() {
        account.isolatedVpc();
        account.network("""
                {"VpnGateways": [{"VpnGatewayId": "vgw-1"}], "RouteServers": [{"RouteServerId": "rs-1"}],
                 "RouteServerAssociations": [{"RouteServerId": "rs-1", "VpcId": "vpc-1"}, {"RouteServerId": "rs-2", "VpcId": "vpc-2"}],
                 "RouteServerPropagations": [{"RouteServerId": "rs-1", "RouteTableId": "rtb-1"}],
                 "ClientVpnEndpoints": [{"ClientVpnEndpointId": "cvpn-1"}],
                 "ClientVpnTargetNetworks": [{"ClientVpnEndpointId": "cvpn-1", "TargetNetworkId": "subnet-1"}],
                 "InstanceConnectEndpoints": [{"InstanceConnectEndpointId": "eice-1", "VpcId": "vpc-1"}],
                 "ServiceConfigurations": [{"ServiceId": "vpce-svc-1"}],
                 "FirewallRuleGroupAssociations": [{"Id": "rslvr-frgassoc-1", "VpcId": "vpc-1", "FirewallRuleGroupId": "rslvr-frg-1"}],
                 "FirewallRules": [{"FirewallRuleGroupId": "rslvr-frg-1", "FirewallDomainListId": "rslvr-fdl-1"},
                                   {"FirewallRuleGroupId": "rslvr-frg-1", "FirewallDomainListId": "rslvr-fdl-2"}],
                 "FirewallDomainLists": [{"Id": "rslvr-fdl-1"}, {"Id": "rslvr-fdl-2", "ManagedOwnerName": "Route 53 Resolver DNS Firewall"}],
                 "ProfileAssociations": [{"Id": "rpassoc-1", "ResourceId": "vpc-1"}],
                 "FirewallDomains": [{"FirewallDomainListId": "rslvr-fdl-1", "Domain": "example.com."}],
                 "ServiceNetworkVpcAssociations": [{"id": "snva-1", "vpcId": "vpc-1"}, {"id": "snva-2", "vpcId": "vpc-2"}]}""");
        account.pagesOf(1);
        CollectedNetwork network = collector().ofSubnets(List.of("subnet-1"));
        assertThat(text(network, "VpnGateways.json")).contains("vgw-1");
        assertThat(text(network, "describe-vpc-attribute-vpc-1.json"))
                .contains("\"VpcId\" : \"vpc-1\"", "\"EnableDnsSupport\" : {");
        assertThat(text(network, "get-route-server-associations-rs-1.json"))
                .contains("rs-1")
                .doesNotContain("rs-2");
        assertThat(text(network, "get-route-server-propagations-rs-1.json")).contains("rtb-1");
        assertThat(text(network, "ClientVpnTargetNetworks.json")).contains("subnet-1");
        assertThat(text(network, "InstanceConnectEndpoints.json")).contains("eice-1");
        assertThat(text(network, "ServiceConfigurations.json")).contains("vpce-svc-1");
        assertThat(text(network, "ProfileAssociations.json")).contains("rpassoc-1");
        assertThat(text(network, "FirewallRules.json")).contains("rslvr-fdl-1", "rslvr-fdl-2");
        assertThat(text(network, "list-firewall-domains-rslvr-fdl-1.json"))
                .isEqualToIgnoringWhitespace("{\"Domains\": [\"example.com.\"]}");
        assertThat(network.documents()).doesNotContainKey("list-firewall-domains-rslvr-fdl-2.json");
        assertThat(text(network, "ServiceNetworkVpcAssociations.json"))
                .contains("\"ServiceNetworkVpcAssociations\"", "snva-1")
                .doesNotContain("snva-2");
        assertThat(text(network, "Account.json")).contains(AwsAccount.ID);
    }

    /** That there is none is known only where the list was read. */
    @Test
    void listsWithoutElementsAreThereAndListsOfRefusedThingsAreNot() {
        account.isolatedVpc();
        account.fails("DescribeRouteServers", "UnsupportedOperation", 400);
        account.fails("ListFirewallRuleGroupAssociations", "AccessDeniedException", 400);
        account.fails("ListServiceNetworkVpcAssociations", "AccessDeniedException", 403);
        CollectedNetwork network = collector().ofSubnets(List.of("subnet-1"));
        assertThat(network.documents())
                .containsKeys("ClientVpnTargetNetworks.json", "TrafficMirrorSessions.json", "ResolverRules.json")
                .doesNotContainKeys("FirewallRules.json", "list-service-network-vpc-associations.json")
                .doesNotContainKeys("ServiceNetworkVpcAssociations.json");
        assertThat(text(network, REFUSED))
                .contains("RouteServers", "FirewallRuleGroupAssociations", "ServiceNetworkVpcAssociations");
    }

    @Test
    void keysOfVpnConnectionsAreNotKept() {
        account.isolatedVpc();
        account.network("""
                {"VpnConnections": [{"VpnConnectionId": "vpn-1", "CustomerGatewayConfiguration": "<secret/>",
                   "Options": {"TunnelOptions": [{"OutsideIpAddress": "203.0.113.17", "PreSharedKey": "secret"}]}}]}""");
        assertThat(text(collector().ofSubnets(List.of("subnet-1")), "VpnConnections.json"))
                .contains("vpn-1", "203.0.113.17")
                .doesNotContain("secret");
    }

    /** Between the first call and the last, everything stood so at once. */
    @Test
    void theSnapshotSaysWhenItWasRead() throws IOException {
        account.isolatedVpc();
        JsonNode times = Json.MAPPER
                .readTree(text(collector().ofSubnets(List.of("subnet-1")), "ReadingTimes.json"))
                .get("ReadingTimes");
        Instant settled = Instant.parse(times.get("Settled").asText());
        assertThat(Instant.parse(times.get("From").asText())).isBeforeOrEqualTo(settled);
        assertThat(Instant.parse(times.get("To").asText())).isAfterOrEqualTo(settled);
    }

    /** A NAT gateway's route that moves to another table while both are read would be in neither list. */
    @Test
    void aNetworkThatChangedWhileItWasReadIsReadAgain() {
        IsolatedVpc vpc = account.isolatedVpc();
        Clock clock = new ClockThat(time -> {
            if (time == 2) {
                vpc.open();
            }
        });
        NetworkSnapshot network = new NetworkCollector(clients(), clock)
                .ofSubnets(List.of("subnet-1"))
                .snapshot();
        assertThat(network.natGateway("nat-1")).isPresent();
        assertThat(account.calls("DescribeNatGateways")).hasSize(3);
    }

    @Test
    void aNetworkThatGoesOnChangingIsNotProven() {
        account.isolatedVpc();
        Clock clock =
                new ClockThat(time -> account.network("{\"VpnGateways\": [{\"VpnGatewayId\": \"vgw-" + time + "\"}]}"));
        NetworkCollector collector = new NetworkCollector(clients(), clock);
        assertThatThrownBy(() -> collector.ofSubnets(List.of("subnet-1")))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("VpnGateways.json");
    }

    /** Free addresses of a subnet and interfaces change all the time; neither makes a network another one. */
    @Test
    void whatPassesByIsNoChange() {
        account.isolatedVpc();
        Clock clock = new ClockThat(time -> account.network("""
                {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-%d", "VpcId": "vpc-1", "SubnetId": "subnet-1"}]}""".formatted(time)));
        new NetworkCollector(clients(), clock).ofSubnets(List.of("subnet-1"));
        assertThat(account.calls("DescribeNatGateways")).hasSize(2);
    }

    /** In a Region without VPC Lattice, its endpoint's name does not exist. */
    @Test
    void aServiceThatTheRegionLacksIsRefusedAndOneThatCannotBeReachedIsNot() {
        account.isolatedVpc();
        CollectedNetwork network =
                new NetworkCollector(nowhere("xx-none-1"), Clock.systemUTC()).ofSubnets(List.of("subnet-1"));
        assertThat(text(network, REFUSED)).contains("AWS does not offer VPC Lattice in xx-none-1");
        assertThatThrownBy(() ->
                        new NetworkCollector(nowhere("us-east-1"), Clock.systemUTC()).ofSubnets(List.of("subnet-1")))
                .isInstanceOf(SdkClientException.class);
    }

    private NetworkClients nowhere(String region) {
        VpcLatticeClient lattice = VpcLatticeClient.builder()
                .region(Region.of(region))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(URI.create("http://vpc-lattice.invalid"))
                .build();
        return new NetworkClients(
                clients().ec2(), clients().resolver(), clients().profiles(), () -> lattice);
    }

    /** Does something each time that it is asked. */
    private static final class ClockThat extends Clock {

        private final IntConsumer does;
        private int asked;

        ClockThat(IntConsumer does) {
            this.does = does;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            asked++;
            does.accept(asked);
            return AwsAccount.NOW.plusSeconds(asked);
        }
    }

    private static String text(CollectedNetwork network, String document) {
        return new String(network.documents().get(document), StandardCharsets.UTF_8);
    }

    private NetworkClients clients() {
        return new NetworkClients(
                account.client(Ec2Client.builder()),
                () -> account.client(Route53ResolverClient.builder()),
                () -> account.client(Route53ProfilesClient.builder()),
                () -> account.client(VpcLatticeClient.builder()));
    }

    private NetworkCollector collector() {
        return new NetworkCollector(clients(), Clock.systemUTC());
    }
}
