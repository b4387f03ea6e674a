package hyperpod.rig.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A network is judged the same whether it comes in one file or in one file for each command of the AWS CLI. */
class CommandByCommandTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path directory;

    static Stream<World> worlds() throws IOException {
        return World.all();
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void oneFileForEachCommandIsTheSameNetwork(World world) throws IOException {
        for (Map.Entry<String, JsonNode> key : world.networkJson().properties()) {
            switch (key.getKey()) {
                case "TransitGatewayRouteTables" -> routeTables(key.getValue());
                case "PrefixLists" -> prefixLists(key.getValue());
                case "VpcBlockPublicAccessOptions" -> blockPublicAccess(key.getValue());
                case "FirewallDomainLists" -> domainLists(key.getValue());
                case "ServiceNetworkVpcAssociations" ->
                    write("list-service-network-vpc-associations-vpc-1.json", Map.of("items", key.getValue()));
                case "EnableDnsSupport" ->
                    write(
                            "describe-vpc-attribute.json",
                            Map.of("VpcId", world.networkJson().path("VpcId"), "EnableDnsSupport", key.getValue()));
                // The commands print both in one document.
                case "AdditionalRoutesAvailable", "VpcId" -> {}
                case "Routes" ->
                    write(
                            "routes.json",
                            Map.of(
                                    "Routes",
                                    key.getValue(),
                                    "AdditionalRoutesAvailable",
                                    world.networkJson()
                                            .path("AdditionalRoutesAvailable")
                                            .asBoolean()));
                default -> write(key.getKey() + ".json", Map.of(key.getKey(), key.getValue()));
            }
        }
        assertThat(EgressAudit.audit(SnapshotReader.readDirectory(directory), world.request()))
                .isEqualTo(EgressAudit.audit(world.network(), world.request()));
    }

    @Test
    void routesThatAwsDidNotPrintInFullAreNoneEvenWithTheIdOfTheirTable() throws IOException {
        World world = World.named("tgw-routes-cut-off");
        ObjectNode network = world.networkJson().deepCopy();
        write(
                "routes-tgw-rtb-1.json",
                Map.of(
                        "Routes",
                        network.remove("Routes"),
                        "AdditionalRoutesAvailable",
                        network.remove("AdditionalRoutesAvailable")));
        write("network.json", network);
        assertThat(EgressAudit.audit(SnapshotReader.readDirectory(directory), world.request()))
                .isEqualTo(EgressAudit.audit(world.network(), world.request()));
    }

    @Test
    void theServiceNetworksOfAnotherVpcSayNothingOfThisOne() throws IOException {
        World world = World.named("locked");
        ObjectNode network = world.networkJson().deepCopy();
        network.remove("ServiceNetworkVpcAssociations");
        write("network.json", network);
        write("service-network-vpc-associations-vpc-2.json", Map.of("items", JSON.createArrayNode()));
        assertThat(EgressAudit.audit(SnapshotReader.readDirectory(directory), world.request())
                        .verdict())
                .isEqualTo(Verdict.UNPROVEN);
        write("service-network-vpc-associations-vpc-1.json", Map.of("items", JSON.createArrayNode()));
        assertThat(EgressAudit.audit(SnapshotReader.readDirectory(directory), world.request())
                        .verdict())
                .isEqualTo(Verdict.LOCKED);
    }

    /**
     * The routes of each table come from {@code search-transit-gateway-routes}, the tables themselves from another
     * command.
     */
    private void routeTables(JsonNode tables) throws IOException {
        ArrayNode without = JSON.createArrayNode();
        for (JsonNode table : tables) {
            ObjectNode bare = table.deepCopy();
            JsonNode routes = bare.remove("Routes");
            if (routes != null) {
                write(
                        "routes-" + table.get("TransitGatewayRouteTableId").asText() + ".json",
                        Map.of("Routes", routes, "AdditionalRoutesAvailable", false));
            }
            without.add(bare);
        }
        write("TransitGatewayRouteTables.json", Map.of("TransitGatewayRouteTables", without));
    }

    /**
     * The entries of each list come from {@code get-managed-prefix-list-entries}, the lists from
     * {@code describe-managed-prefix-lists}.
     */
    private void prefixLists(JsonNode lists) throws IOException {
        ArrayNode without = JSON.createArrayNode();
        for (JsonNode list : lists) {
            ObjectNode bare = list.deepCopy();
            JsonNode cidrs = bare.remove("Cidrs");
            if (cidrs != null) {
                write(
                        "entries-" + list.get("PrefixListId").asText() + ".json",
                        Map.of(
                                "Entries",
                                cidrs.valueStream()
                                        .map(cidr -> Map.of("Cidr", cidr))
                                        .toList()));
            }
            without.add(bare);
        }
        write("PrefixLists.json", Map.of("PrefixLists", without));
    }

    /** The names of each list come from {@code list-firewall-domains}, the lists from another command. */
    private void domainLists(JsonNode lists) throws IOException {
        ArrayNode without = JSON.createArrayNode();
        for (JsonNode list : lists) {
            ObjectNode bare = list.deepCopy();
            write("domains-" + list.get("Id").asText() + ".json", Map.of("Domains", bare.remove("Domains")));
            without.add(bare);
        }
        write("FirewallDomainLists.json", Map.of("FirewallDomainLists", without));
    }

    /** {@code describe-vpc-block-public-access-options} prints the options of one Region, without a list. */
    private void blockPublicAccess(JsonNode options) throws IOException {
        for (JsonNode one : options.isArray() ? options : JSON.createArrayNode().add(options)) {
            write("options-" + one.path("AwsRegion").asText() + ".json", Map.of("VpcBlockPublicAccessOptions", one));
        }
    }

    private void write(String file, Object json) throws IOException {
        Files.writeString(directory.resolve(file), JSON.writeValueAsString(json));
    }
}
