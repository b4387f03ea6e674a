package hyperpod.rig.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot that cannot be relied on gives a clear error or UNPROVEN, never LOCKED. */
class HostileSnapshotTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json | is not JSON",
                "[] | is not a JSON object",
                "{\"Subnets\": {}} | Subnets is not an array",
                "{\"Subnets\": [7]} | Subnets[0] is 7, not an object",
                "{\"Subnets\": [{}]} | Subnets[0] has no SubnetId",
                "{\"Subnets\": [{\"SubnetId\": 7}]} | SubnetId is 7, not a string",
                "{\"RouteTables\": [{\"RouteTableId\": \"rtb-1\", \"VpcId\": \"vpc-1\", \"Routes\": []}]} | has no Associations",
                "{\"RouteTables\": [{\"RouteTableId\": \"rtb-1\", \"VpcId\": \"vpc-1\", \"Associations\": [], \"Routes\": [{\"DestinationCidrBlock\": \"1.2.3/8\"}]}]} | rtb-1",
                "{\"RouteTables\": [{\"RouteTableId\": \"rtb-1\", \"VpcId\": \"vpc-1\", \"Associations\": [], \"Routes\": [{\"DestinationCidrBlock\": \"10.0.0.1/8\"}]}]} | beyond its prefix length",
                "{\"NetworkAcls\": [{\"NetworkAclId\": \"acl-1\", \"VpcId\": \"vpc-1\", \"Entries\": [{\"Egress\": true, \"RuleNumber\": 1, \"Protocol\": \"6\", \"RuleAction\": \"perhaps\", \"CidrBlock\": \"0.0.0.0/0\"}]}]} | perhaps",
                "{\"SecurityGroups\": [{\"GroupId\": \"sg-1\", \"IpPermissionsEgress\": [{\"IpProtocol\": \"-1\", \"UserIdGroupPairs\": [{\"GroupName\": \"nodes\"}]}]}]} | has no GroupId",
                "{\"Subnets\": [ | is not JSON",
                "Subnets: [] | --output json",
                "{\"Subnets\": [], \"NextToken\": \"eyJOZXh0VG9rZW4i\"} | without --max-items",
                "{\"NextToken\": \"eyJOZXh0VG9rZW4i\", \"Routes\": []} | without --max-items",
            })
    void whatAwsDoesNotPrintIsRefused(String document, String words) {
        assertThatThrownBy(() -> read(document))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining(words)
                .hasMessageContaining("hostile.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Subnets\": [{\"SubnetId\": \"LONG\", \"VpcId\": \"vpc-1\"}]}",
                "{\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", \"CidrBlock\": \"LONG\"}]}",
                "{\"PrefixLists\": [{\"PrefixListId\": \"pl-1\", \"Cidrs\": [\"LONG\"]}]}",
                "{\"SecurityGroups\": [{\"GroupId\": \"sg-1\", \"IpPermissionsEgress\": [{\"IpProtocol\": \"LONG\"}]}]}",
                "{\"VpcEndpoints\": [{\"VpcEndpointId\": \"vpce-1\", \"VpcId\": \"vpc-1\", \"VpcEndpointType\": \"Interface\", \"ServiceName\": \"LONG\"}]}",
            })
    void aTextOfAMegabyteIsRefusedAndNotRepeated(String document) {
        assertThatThrownBy(() -> read(document.replace("LONG", "1:".repeat(500_000))))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining("has 1000000 characters, far more than AWS prints")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void theReasonOfARefusalMayBeLong() {
        // AWS encodes what it refused and why into the message of an UnauthorizedOperation.
        String reason = "UnauthorizedOperation, encoded authorization failure message: " + "x".repeat(5_000);
        NetworkSnapshot network =
                read("{\"RefusedCalls\": [{\"Missing\": \"NatGateways\", \"Reason\": \"" + reason + "\"}]}");
        assertThat(network.refusal("NatGateways")).contains(reason);
    }

    @Test
    void oneIdWithTwoContentsIsRefused() {
        assertThatThrownBy(() -> read("{\"Subnets\": [" + subnet("10.0.0.0/24") + "," + subnet("10.0.1.0/24") + "]}"))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining("subnet-1 was read before with other content");
    }

    @Test
    void theSameContentTwiceIsTheSame() {
        assertThat(read("{\"Subnets\": [" + subnet("10.0.0.0/24") + "," + subnet("10.0.0.0/24") + "]}")
                        .subnets())
                .hasSize(1);
    }

    @Test
    void keysThatTheAnalysisDoesNotUseArePassedOver() {
        assertThat(read("{\"Volumes\": [{\"a\": [1, {\"b\": null}]}], \"Subnets\": [" + subnet("10.0.0.0/24") + "]}")
                        .subnets())
                .hasSize(1);
    }

    @Test
    void anAttributeOfAVpcIsOneOrTheOther() {
        String attribute = "{\"VpcId\": \"vpc-1\", \"EnableDnsSupport\": {\"Value\": %b}}";
        SnapshotReader reader = new SnapshotReader();
        reader.read(new ByteArrayInputStream(attribute.formatted(true).getBytes(StandardCharsets.UTF_8)), "one.json");
        reader.read(new ByteArrayInputStream(attribute.formatted(true).getBytes(StandardCharsets.UTF_8)), "two.json");
        assertThat(reader.snapshot().hasResolver("vpc-1")).isTrue();
        assertThatThrownBy(() -> reader.read(
                        new ByteArrayInputStream(attribute.formatted(false).getBytes(StandardCharsets.UTF_8)),
                        "three.json"))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining("three.json: EnableDnsSupport of vpc-1 was read before with other content");
        assertThat(read("{\"VpcId\": {\"a\": [1]}, \"NextToken\": {\"b\": 2}, \"Subnets\": [" + subnet("10.0.0.0/24")
                                + "]}")
                        .subnets())
                .hasSize(1);
    }

    @Test
    void theLastPageOfAListIsRead() {
        String last = "{\"Subnets\": [" + subnet("10.0.0.0/24") + "], \"NextToken\": ";
        assertThat(read(last + "null}").subnets()).hasSize(1);
        assertThat(read(last + "\"\"}").subnets()).hasSize(1);
    }

    @Test
    void aPrefixListWithoutEntriesIsNoEmptyOne() {
        assertThat(read("{\"PrefixLists\": [{\"PrefixListId\": \"pl-1\", \"Cidrs\": null}]}")
                        .prefixList("pl-1"))
                .isEmpty();
    }

    @Test
    void aSubnetAloneProvesNothing() {
        assertThat(audit(read("{\"Subnets\": [" + subnet("10.0.0.0/24") + "]}"), "subnet-1")
                        .verdict())
                .isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void aSubnetThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> audit(read("{\"Subnets\": [" + subnet("10.0.0.0/24") + "]}"), "subnet-2"))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining("subnet-2");
    }

    @Test
    void anEmptySnapshotIsRefused(@TempDir Path empty) {
        assertThatThrownBy(() -> SnapshotReader.readDirectory(empty)).isInstanceOf(UnusableSnapshotException.class);
        assertThatThrownBy(() -> audit(read("{}"))).isInstanceOf(UnusableSnapshotException.class);
    }

    @Test
    void aFileIsKnownByWhatItHolds(@TempDir Path directory) throws IOException {
        Files.writeString(
                directory.resolve("describe-subnets.txt"), "\uFEFF\n{\"Subnets\": [" + subnet("10.0.0.0/24") + "]}");
        Files.writeString(directory.resolve("notes.md"), "Taken on Monday {by hand}.");
        Files.writeString(directory.resolve(".subnets.swp"), "{");
        Files.createDirectory(directory.resolve("old.json"));
        assertThat(SnapshotReader.readDirectory(directory).subnets()).hasSize(1);
    }

    @Test
    void yamlIsRefused(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("subnets.json"), "{\"Subnets\": [" + subnet("10.0.0.0/24") + "]}");
        Files.writeString(directory.resolve("route-tables.yaml"), "RouteTables: []");
        assertThatThrownBy(() -> SnapshotReader.readDirectory(directory))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining("route-tables.yaml is YAML")
                .hasMessageContaining("--output json");
    }

    @Test
    void aPolicyOfTenMegabytesIsNotProven() {
        String policy = "{\\\"Statement\\\": [" + "{\\\"Effect\\\": \\\"Deny\\\"},".repeat(500_000) + "{}]}";
        NetworkSnapshot network = read(closed(
                "\"VpcEndpoints\": [{\"VpcEndpointId\": \"vpce-1\", \"VpcId\": \"vpc-1\", \"VpcEndpointType\": \"Interface\","
                        + "\"ServiceName\": \"com.amazonaws.us-east-1.sts\", \"State\": \"available\", \"PolicyDocument\": \""
                        + policy + "\"}]",
                ""));
        AuditResult result = inTime(() -> audit(network, "subnet-1"));
        assertThat(result.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(result.findings())
                .anySatisfy(finding -> assertThat(finding.message()).contains("far more than AWS takes"));
    }

    @Test
    void aChainOfGatewaysWithoutEndIsNotProven() {
        int length = 5_000;
        StringJoiner gateways = new StringJoiner(",");
        StringJoiner subnets = new StringJoiner(",");
        StringJoiner tables = new StringJoiner(",");
        for (int i = 2; i < length; i++) {
            gateways.add(
                    "{\"NatGatewayId\": \"nat-%d\", \"VpcId\": \"vpc-1\", \"SubnetId\": \"subnet-%d\", \"State\": \"available\"}"
                            .formatted(i, i));
            subnets.add(
                    "{\"SubnetId\": \"subnet-%d\", \"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/24\"}".formatted(i));
            tables.add(table(i, "\"NatGatewayId\": \"nat-" + (i + 1) + "\""));
        }
        NetworkSnapshot network = read("{\"Subnets\": [" + subnet("10.0.0.0/24") + "," + subnets
                + "], \"NatGateways\": [" + gateways + "], \"RouteTables\": [" + table(1, "\"NatGatewayId\": \"nat-2\"")
                + "," + tables + "], \"VpcEndpoints\": []}");
        assertThat(inTime(() -> audit(network, "subnet-1")).verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void aTableOfTenThousandRoutesIsRouted() {
        StringJoiner routes = new StringJoiner(",");
        for (int i = 0; i < 10_000; i++) {
            routes.add(
                    "{\"DestinationCidrBlock\": \"20.%d.%d.0/24\", \"NatGatewayId\": \"nat-9\", \"State\": \"blackhole\"}"
                            .formatted(i / 256, i % 256));
        }
        NetworkSnapshot network = read(closed("\"VpcEndpoints\": []", routes.toString()));
        assertThat(inTime(() -> audit(network, "subnet-1")).subnets().getFirst().paths())
                .isEmpty();
    }

    @Test
    void twoTablesThatClaimOneSubnetAreRefused() {
        assertThatThrownBy(() -> read("{\"RouteTables\": [" + table(1, "\"GatewayId\": \"local\"") + ","
                        + table(1, "\"GatewayId\": \"local\"").replace("rtb-1", "rtb-2") + "]}"))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining("both rtb-1 and rtb-2 govern subnet-1");
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 200_000})
    void nestingWithoutEndIsRefused(int depth) {
        assertThatThrownBy(() -> inTime(
                        () -> read("{\"Subnets\": [{\"Tags\": " + "[".repeat(depth) + "]".repeat(depth) + "}]}")))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining("hostile.json");
    }

    @Test
    void anotherEncodingIsReadOrRefused() {
        byte[] utf16 = ("{\"Subnets\": [" + subnet("10.0.0.0/24") + "]}").getBytes(StandardCharsets.UTF_16);
        SnapshotReader reader = new SnapshotReader();
        reader.read(new ByteArrayInputStream(utf16), "utf-16.json");
        assertThat(reader.snapshot().subnets()).hasSize(1);
    }

    @Test
    void whatFollowsTheDocumentIsRefused() {
        assertThatThrownBy(() -> read("{\"Subnets\": []} {\"Subnets\": []}"))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining("goes on after its JSON object");
    }

    private static <T> T inTime(ThrowingSupplier<T> work) {
        return assertTimeoutPreemptively(Duration.ofSeconds(60), work);
    }

    private static String table(int i, String target) {
        return ("{\"RouteTableId\": \"rtb-%d\", \"VpcId\": \"vpc-1\", \"Associations\": [{\"SubnetId\": \"subnet-%d\"}], \"Routes\":"
                        + " [{\"DestinationCidrBlock\": \"8.0.0.0/8\", %s, \"State\": \"active\"}]}")
                .formatted(i, i, target);
    }

    /** A network without a way out but the routes given. */
    private static String closed(String more, String routes) {
        return "{\"Subnets\": [" + subnet("10.0.0.0/24")
                + "], \"RouteTables\": [{\"RouteTableId\": \"rtb-1\", \"VpcId\": \"vpc-1\","
                + "\"Associations\": [{\"SubnetId\": \"subnet-1\"}], \"Routes\": [" + routes + "]}], " + more + "}";
    }

    private static String subnet(String block) {
        return "{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", \"CidrBlock\": \"" + block
                + "\", \"MapPublicIpOnLaunch\": false}";
    }

    private static NetworkSnapshot read(String document) {
        SnapshotReader reader = new SnapshotReader();
        reader.read(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)), "hostile.json");
        return reader.snapshot();
    }

    private static AuditResult audit(NetworkSnapshot network, String... subnetIds) {
        return EgressAudit.audit(
                network,
                new AuditRequest(
                        List.of(subnetIds),
                        List.of(),
                        EgressPolicy.of(EgressPolicy.Mode.STRICT),
                        LocalDate.of(2026, 11, 23)));
    }
}
