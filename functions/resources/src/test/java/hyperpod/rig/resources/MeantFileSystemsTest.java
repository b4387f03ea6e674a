package hyperpod.rig.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.LustreFileSystem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.fsx.FSxClient;

class MeantFileSystemsTest {

    private static final Execution EXECUTION =
            new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(AwsAccount.NOW.minusSeconds(3_600)));
    private static final Instant MEANT = AwsAccount.NOW.minusSeconds(3_550);

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final Ledger ledger = new Ledger(
            account.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, InstantSource.fixed(AwsAccount.NOW));

    @BeforeEach
    void means() {
        ledger.begin(
                EXECUTION,
                Json.MAPPER
                        .createObjectNode()
                        .put("clusterName", "nova")
                        .put("eksClusterArn", AwsAccount.arn("eks", "cluster/nova-eks")));
        ledger.intend(
                EXECUTION,
                new Intent(
                        ResourceType.FILE_SYSTEM,
                        MEANT,
                        Optional.empty(),
                        Optional.of("token"),
                        Map.of(),
                        Map.of(
                                MeantFileSystems.STORAGE_CAPACITY, "1200",
                                MeantFileSystems.SUBNET_IDS, "subnet-1")));
    }

    /** Others' file systems cost no calls, once the id is known. */
    @Test
    void whatTheLedgerKnowsByItsIdIsAskedForAlone() {
        LustreFileSystem own = own();
        account.fileSystem("fs-2").ownedBy("app", "e-1");
        ledger.created(EXECUTION, ResourceType.FILE_SYSTEM, "fs-1", own.get("ResourceARN"));
        assertThat(found()).extracting(MeantResource::id).containsExactly("fs-1");
        assertThat(account.calls("DescribeFileSystems")
                        .getLast()
                        .at("/FileSystemIds/0")
                        .asText())
                .isEqualTo("fs-1");
        own.tags(Map.of());
        assertThat(doubt()).contains("does not carry its tags");
        own.gone();
        assertThat(found()).isEmpty();
    }

    @Test
    void whatIsKnownByItsTagsAloneIsItsOwnIfItIsEqual() {
        account.fileSystem("fs-of-a-stranger");
        account.fileSystem("fs-of-another").ownedBy("app", "e-2");
        LustreFileSystem own = own();
        assertThat(found()).extracting(MeantResource::doubt).containsExactly(Optional.empty());
        own.with("StorageCapacity", 2_400);
        assertThat(doubt()).contains("StorageCapacity is 2400 and not 1200");
    }

    /** The answer of the creating call was lost, and somebody put the execution's tags on his own. */
    @Test
    void ofTwoThatAreEqualNeitherIsProvenToBeItsOwn() {
        own();
        LustreFileSystem spoofed = own("fs-2");
        assertThat(found())
                .extracting(fileSystem -> fileSystem.doubt().orElse("none"))
                .hasSize(2)
                .allMatch(doubt -> doubt.contains("fs-1, fs-2"));
        spoofed.tags(Map.of());
        assertThat(found()).extracting(MeantResource::doubt).containsExactly(Optional.empty());
    }

    @Test
    void whatIsTaggedAsItsOwnAndOfAnotherTimeIsAnothers() {
        LustreFileSystem own = own().at("CreationTime", MEANT.minusSeconds(61));
        assertThat(found()).isEmpty();
        own.at("CreationTime", MEANT.plusSeconds(90 * 86_400));
        assertThat(found()).isEmpty();
    }

    /** An execution that gave up creates nothing more: what somebody tags later is not what it meant. */
    @Test
    void whatWasCreatedAfterTheExecutionGaveUpIsAnothers() {
        LustreFileSystem own = own().at("CreationTime", AwsAccount.NOW.plusSeconds(301));
        assertThat(found()).hasSize(1);
        ledger.failed(EXECUTION, Failure.of("CreateFileSystem", "E", "refused"));
        assertThat(found()).isEmpty();
        own.at("CreationTime", AwsAccount.NOW.plusSeconds(120));
        assertThat(found()).as("a call may have been under way").hasSize(1);
    }

    @Test
    void whatWasCreatedAfterTheEntryWasClosedIsAnothers() {
        own().at("CreationTime", AwsAccount.NOW.plusSeconds(301));
        LedgerEntry seen = ledger.entry(EXECUTION.arn(), EXECUTION.startDate()).orElseThrow();
        assertThat(ledger.close(seen, "nothing of it was there")).isTrue();
        assertThat(found()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"FileSystems\": null}"})
    void anAnswerWithoutAListIsNoEmptyList(String answer) {
        account.answers("DescribeFileSystems", answer);
        assertThatThrownBy(this::found).isInstanceOf(RuntimeException.class);
        ledger.created(EXECUTION, ResourceType.FILE_SYSTEM, "fs-1", "arn");
        assertThatThrownBy(this::found).isInstanceOf(RuntimeException.class);
    }

    private LustreFileSystem own() {
        return own("fs-1");
    }

    private LustreFileSystem own(String id) {
        return account.fileSystem(id)
                .ownedBy("app", "e-1")
                .with("StorageCapacity", 1_200)
                .with("SubnetIds", List.of("subnet-1"));
    }

    private String doubt() {
        assertThat(found()).hasSize(1);
        return found().getFirst().doubt().orElse("none");
    }

    private List<MeantResource> found() {
        LedgerEntry entry = ledger.entry(EXECUTION.arn(), EXECUTION.startDate()).orElseThrow();
        return new MeantFileSystems(account.client(FSxClient.builder()), "app").of(entry);
    }
}
