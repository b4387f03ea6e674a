package hyperpod.rig.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.FileSystemFailedException;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.Created;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.SampleRequest;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.FSxException;

/** The creating call carries a token of the execution: repeated, it returns what exists. */
class FileSystemCreationTest {

    private static final Execution EXECUTION = execution("e-1");

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final InstantSource clock = InstantSource.fixed(AwsAccount.NOW);
    private final Ledger ledger = new Ledger(account.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, clock);

    @BeforeEach
    void theExecutionHasBegun() {
        ledger.begin(EXECUTION, SampleRequest.json());
    }

    @Test
    void theFileSystemIsCreatedAsAsked() {
        ProvisionRequest request = Requests.notLinked();
        assertThat(create(EXECUTION, request)).startsWith("fs-");
        JsonNode asked = account.calls("CreateFileSystem").getFirst();
        assertThat(asked.path("ClientRequestToken").asText()).isEqualTo(CreationToken.ofFileSystem(EXECUTION.arn()));
        assertThat(asked.path("FileSystemType").asText()).isEqualTo("LUSTRE");
        assertThat(asked.path("FileSystemTypeVersion").asText()).isEqualTo("2.15");
        assertThat(asked.path("StorageType").asText()).isEqualTo("SSD");
        assertThat(asked.path("StorageCapacity").asInt()).isEqualTo(1_200);
        assertThat(asked.path("SubnetIds")).hasSize(1);
        assertThat(asked.at("/SubnetIds/0").asText())
                .isEqualTo(request.network().subnetIds().getFirst());
        assertThat(asked.at("/SecurityGroupIds/0").asText())
                .isEqualTo(request.network().securityGroupIds().getFirst());
        assertThat(asked.at("/LustreConfiguration/DeploymentType").asText()).isEqualTo("PERSISTENT_2");
        assertThat(asked.at("/LustreConfiguration/PerUnitStorageThroughput").asInt())
                .isEqualTo(125);
        assertThat(asked.at("/LustreConfiguration/DataCompressionType").asText())
                .isEqualTo("LZ4");
    }

    @Test
    void anAnswerThatGetsLostCreatesOneFileSystem() {
        account.losesAnswer("CreateFileSystem", 1);
        assertThatThrownBy(() -> create(EXECUTION, Requests.notLinked())).isInstanceOf(SdkClientException.class);
        assertThat(account.calls("CreateFileSystem"))
                .as("to repeat is for the state machine")
                .hasSize(1);
        String id = create(EXECUTION, Requests.notLinked());
        assertThat(create(EXECUTION, Requests.notLinked())).isEqualTo(id);
        assertThat(account.client(FSxClient.builder()).describeFileSystems().fileSystems())
                .hasSize(1);
    }

    @Test
    void anotherExecutionCreatesAnotherFileSystem() {
        ledger.begin(execution("e-2"), SampleRequest.json());
        assertThat(create(execution("e-2"), Requests.notLinked()))
                .isNotEqualTo(create(EXECUTION, Requests.notLinked()));
    }

    /** The token follows from the execution's ARN, whose name can be chosen: somebody can use it beforehand. */
    @Test
    void aFileSystemThatIsOlderThanTheExecutionIsSomebodyElses() {
        create(EXECUTION, Requests.notLinked());
        Execution later = new Execution("e-1", EXECUTION.arn(), Optional.of(AwsAccount.NOW.plusSeconds(1)));
        ledger.begin(later, SampleRequest.json());
        assertThatThrownBy(() -> create(later, Requests.notLinked()))
                .isInstanceOf(FileSystemFailedException.class)
                .hasMessageContainingAll("this execution's token", "2026-07-11T10:30:00Z", "somebody else's");
        assertThat(ledger.entry(later.arn(), later.startDate()).orElseThrow().created())
                .isEmpty();
    }

    @Test
    void itCarriesTheExecutionsTagsBesideTheCallers() {
        create(EXECUTION, Requests.linked());
        assertThat(account.calls("CreateFileSystem").getFirst().get("Tags"))
                .extracting(tag ->
                        tag.path("Key").asText() + "=" + tag.path("Value").asText())
                .containsExactly("hyperpod-rig:application=app", "hyperpod-rig:execution=e-1", "team=nova");
    }

    @Test
    void theLedgerKnowsOfTheFileSystemBeforeAndAfterTheCall() {
        account.losesAnswer("CreateFileSystem", 1);
        assertThatThrownBy(() -> create(EXECUTION, Requests.notLinked())).isInstanceOf(SdkClientException.class);
        assertThat(entry().intents().get(ResourceType.FILE_SYSTEM))
                .isEqualTo(new Intent(
                        ResourceType.FILE_SYSTEM,
                        AwsAccount.NOW,
                        Optional.empty(),
                        Optional.of(CreationToken.ofFileSystem(EXECUTION.arn())),
                        Map.of("hyperpod-rig:application", "app", "hyperpod-rig:execution", "e-1", "team", "nova"),
                        Map.of(
                                "StorageCapacity",
                                "1200",
                                "SubnetIds",
                                Requests.notLinked().network().subnetIds().getFirst())));
        assertThat(entry().created()).isEmpty();
        String id = create(EXECUTION, Requests.notLinked());
        assertThat(entry().created().get(ResourceType.FILE_SYSTEM))
                .isEqualTo(new Created(id, AwsAccount.arn("fsx", "file-system/" + id), AwsAccount.NOW));
    }

    @Test
    void aRefusedCallLeavesNothingToBeLookedFor() {
        account.fails("CreateFileSystem", "AccessDeniedException", 400);
        assertThatThrownBy(() -> create(EXECUTION, Requests.notLinked())).isInstanceOf(FSxException.class);
        assertThat(entry().intents()).isEmpty();
    }

    @Test
    void afterAnErrorOfAwsItMayHaveBeenCreated() {
        account.fails("CreateFileSystem", "InternalServerError", 500);
        assertThatThrownBy(() -> create(EXECUTION, Requests.notLinked())).isInstanceOf(FSxException.class);
        assertThat(entry().intents()).containsOnlyKeys(ResourceType.FILE_SYSTEM);
    }

    @Test
    void whatIsUnderItsTokenMayBeItsOwn() {
        account.fails("CreateFileSystem", "IncompatibleParameterError", 400);
        assertThatThrownBy(() -> create(EXECUTION, Requests.notLinked())).isInstanceOf(FSxException.class);
        assertThat(entry().intents()).containsOnlyKeys(ResourceType.FILE_SYSTEM);
    }

    @Test
    void nothingIsCreatedIfTheLedgerCannotBeWritten() {
        account.fails("UpdateItem", "AccessDeniedException", 400);
        assertThatThrownBy(() -> create(EXECUTION, Requests.notLinked())).isInstanceOf(SdkException.class);
        assertThat(account.calls("CreateFileSystem")).isEmpty();
    }

    @Test
    void anExecutionThatGaveUpCreatesNothing() {
        ledger.failed(EXECUTION, Failure.of("VerifyNetworkBeforeSpending", "E", "open"));
        assertThatThrownBy(() -> create(EXECUTION, Requests.notLinked()))
                .isInstanceOf(ExecutionTakenBackException.class);
        assertThat(account.calls("CreateFileSystem")).isEmpty();
    }

    @Test
    void whatTheRequestDoesNotAskForIsNotCreated() {
        assertThatThrownBy(() -> create(EXECUTION, Requests.withoutFileSystem()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("sharedFileSystem is missing");
        assertThat(entry().intents()).isEmpty();
    }

    @Test
    void anAnswerWithoutTheResourceIsNoAnswer() {
        account.answers("CreateFileSystem", "{\"Other\": 1}");
        assertThatThrownBy(() -> create(EXECUTION, Requests.linked()))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("CreateFileSystem.FileSystem");
    }

    private String create(Execution execution, ProvisionRequest request) {
        return new FileSystemCreation(account.creatingClient(FSxClient.builder()), ledger, clock, "app")
                .create(execution, request);
    }

    private LedgerEntry entry() {
        return ledger.entry(EXECUTION.arn(), EXECUTION.startDate()).orElseThrow();
    }

    private static Execution execution(String name) {
        return new Execution(name, AwsAccount.execution(name), Optional.of(AwsAccount.NOW.minusSeconds(60)));
    }
}
