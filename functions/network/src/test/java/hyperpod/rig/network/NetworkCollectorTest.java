package hyperpod.rig.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import hyperpod.rig.testkit.AwsAccount;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

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

    private NetworkCollector collector() {
        return new NetworkCollector(account.client(Ec2Client.builder()));
    }
}
