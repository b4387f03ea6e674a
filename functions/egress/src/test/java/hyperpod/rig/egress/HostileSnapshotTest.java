package hyperpod.rig.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A snapshot that cannot be relied on gives a clear error or UNPROVEN, never LOCKED. */
class HostileSnapshotTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
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
        "{\"Subnets\": [ | is not JSON",
    })
    void whatAwsDoesNotPrintIsRefused(String document, String words) {
        assertThatThrownBy(() -> read(document)).isInstanceOf(UnusableSnapshotException.class).hasMessageContaining(words)
                .hasMessageContaining("hostile.json");
    }

    @Test
    void oneIdWithTwoContentsIsRefused() {
        assertThatThrownBy(() -> read("{\"Subnets\": [" + subnet("10.0.0.0/24") + "," + subnet("10.0.1.0/24") + "]}"))
                .isInstanceOf(UnusableSnapshotException.class)
                .hasMessageContaining("subnet-1 was read before with other content");
    }

    @Test
    void theSameContentTwiceIsTheSame() {
        assertThat(read("{\"Subnets\": [" + subnet("10.0.0.0/24") + "," + subnet("10.0.0.0/24") + "]}").subnets()).hasSize(1);
    }

    @Test
    void keysThatTheAnalysisDoesNotUseArePassedOver() {
        assertThat(read("{\"Volumes\": [{\"a\": [1, {\"b\": null}]}], \"Subnets\": [" + subnet("10.0.0.0/24") + "]}").subnets()).hasSize(1);
    }

    @Test
    void aSubnetAloneProvesNothing() {
        assertThat(audit(read("{\"Subnets\": [" + subnet("10.0.0.0/24") + "]}"), "subnet-1").verdict()).isEqualTo(Verdict.UNPROVEN);
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

    private static String subnet(String block) {
        return "{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", \"CidrBlock\": \"" + block + "\", \"MapPublicIpOnLaunch\": false}";
    }

    private static NetworkSnapshot read(String document) {
        SnapshotReader reader = new SnapshotReader();
        reader.read(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)), "hostile.json");
        return reader.snapshot();
    }

    private static AuditResult audit(NetworkSnapshot network, String... subnetIds) {
        return EgressAudit.audit(
                network, new AuditRequest(List.of(subnetIds), List.of(), EgressPolicy.of(EgressPolicy.Mode.STRICT), LocalDate.of(2026, 11, 23)));
    }
}
