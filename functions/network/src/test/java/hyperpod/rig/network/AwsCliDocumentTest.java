package hyperpod.rig.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;

class AwsCliDocumentTest {

    private static final RouteTable TABLE = RouteTable.builder()
            .routeTableId("rtb-1")
            .vpcId("vpc-1")
            .associations(RouteTableAssociation.builder().main(true).build())
            .routes(Route.builder()
                    .destinationCidrBlock("0.0.0.0/0")
                    .natGatewayId("nat-1")
                    .state("active")
                    .build())
            .build();

    @Test
    void membersAreNamedAsTheCliNamesThem() throws IOException {
        JsonNode json = Json.MAPPER.readTree(AwsCliDocument.of("RouteTables", List.of(TABLE)));
        assertThat(json.at("/RouteTables/0/RouteTableId").asText()).isEqualTo("rtb-1");
        assertThat(json.at("/RouteTables/0/Associations/0/Main").booleanValue()).isTrue();
        assertThat(json.at("/RouteTables/0/Routes/0/DestinationCidrBlock").asText())
                .isEqualTo("0.0.0.0/0");
        assertThat(json.at("/RouteTables/0/Routes/0").has("GatewayId")).isFalse();
    }

    /**
     * EC2 leaves out empty sets; for the audit a group without outbound rules must not look like one whose rules are
     * unknown.
     */
    @Test
    void aListThatTheAnswerLacksIsEmpty() throws IOException {
        SecurityGroup closed =
                SecurityGroup.builder().groupId("sg-1").vpcId("vpc-1").build();
        JsonNode json = Json.MAPPER.readTree(AwsCliDocument.of("SecurityGroups", List.of(closed)));
        assertThat(json.at("/SecurityGroups/0/IpPermissionsEgress").isArray()).isTrue();
    }

    @Test
    void theAuditReadsWhatTheSdkReturned() {
        NetworkSnapshot network = read(
                "Subnets",
                        Subnet.builder()
                                .subnetId("subnet-1")
                                .vpcId("vpc-1")
                                .cidrBlock("10.0.0.0/24")
                                .mapPublicIpOnLaunch(false)
                                .build(),
                "RouteTables", TABLE,
                "NatGateways",
                        NatGateway.builder()
                                .natGatewayId("nat-1")
                                .vpcId("vpc-1")
                                .subnetId("subnet-1")
                                .state("available")
                                .build());

        assertThat(network.effectiveRouteTable(network.subnet("subnet-1").orElseThrow())
                        .orElseThrow()
                        .routes())
                .singleElement()
                .satisfies(route -> assertThat(route.targetId()).isEqualTo("nat-1"));
        assertThat(network.natGateway("nat-1").orElseThrow().isPrivate()).isFalse();
    }

    private static NetworkSnapshot read(Object... keysAndElements) {
        SnapshotReader reader = new SnapshotReader();
        for (int i = 0; i < keysAndElements.length; i += 2) {
            byte[] document = AwsCliDocument.of((String) keysAndElements[i], List.of((SdkPojo) keysAndElements[i + 1]));
            reader.read(new ByteArrayInputStream(document), "EC2");
        }
        return reader.snapshot();
    }
}
