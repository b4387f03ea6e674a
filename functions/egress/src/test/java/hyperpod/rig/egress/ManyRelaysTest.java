package hyperpod.rig.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A VPC in which so many interfaces may be relays that not every way can be tried. */
class ManyRelaysTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MANY = 300;

    @Test
    void waysThatWereNotTriedAreNotProvenToBeClosed() throws IOException {
        ObjectNode network = (ObjectNode) World.named("ingress-closed").networkJson();
        ((ObjectNode) network.at("/SecurityGroups/0"))
                .set(
                        "IpPermissions",
                        read("[{'IpProtocol':'tcp','FromPort':22,'ToPort':22,'IpRanges':[{'CidrIp':'10.0.9.0/24'}]}]"));
        ((ArrayNode) network.get("InternetGateways"))
                .add(read("{'InternetGatewayId':'igw-1','Attachments':[{'VpcId':'vpc-1','State':'available'}]}"));
        ((ArrayNode) network.at("/RouteTables/1/Routes"))
                .add(
                        read(
                                "{'DestinationCidrBlock':'0.0.0.0/0','GatewayId':'igw-1','Origin':'CreateRoute','State':'active'}"));
        for (int i = 0; i < MANY; i++) {
            add(network, "outside-" + i, "0.0.0.0/0", "10.0.7.0/24", true);
            add(network, "inside-" + i, "10.0.7.0/24", "10.0.0.0/24", false);
        }
        SnapshotReader reader = new SnapshotReader();
        reader.read(new ByteArrayInputStream(JSON.writeValueAsBytes(network)), "many");
        AuditResult result = EgressAudit.audit(
                reader.snapshot(),
                new AuditRequest(
                        List.of("subnet-1"),
                        List.of("sg-1"),
                        EgressPolicy.of(EgressPolicy.Mode.STRICT),
                        LocalDate.of(2026, 11, 23)));
        assertThat(result.ingressVerdict()).isEqualTo(Verdict.UNPROVEN);
    }

    private static void add(ObjectNode network, String name, String from, String to, boolean isPublic)
            throws IOException {
        ((ArrayNode) network.get("SecurityGroups"))
                .add(read(
                        ("{'GroupId':'sg-%s','VpcId':'vpc-1','IpPermissions':[{'IpProtocol':'-1','IpRanges':[{'CidrIp':'%s'}]}],"
                                        + "'IpPermissionsEgress':[{'IpProtocol':'-1','IpRanges':[{'CidrIp':'%s'}]}]}")
                                .formatted(name, from, to)));
        ((ArrayNode) network.get("NetworkInterfaces"))
                .add(read(
                        ("{'NetworkInterfaceId':'eni-%s','SubnetId':'subnet-2','VpcId':'vpc-1','InterfaceType':'interface',"
                                        + "'Groups':[{'GroupId':'sg-%s'}]%s}")
                                .formatted(name, name, isPublic ? ",'Association':{'PublicIp':'203.0.113.9'}" : "")));
    }

    private static JsonNode read(String json) throws IOException {
        return JSON.readTree(json.replace('\'', '"'));
    }
}
