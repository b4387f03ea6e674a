package hyperpod.rig.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.Created;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.resources.BucketOwner;
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
import software.amazon.awssdk.services.fsx.model.BadRequestException;
import software.amazon.awssdk.services.fsx.model.IncompatibleParameterErrorException;
import software.amazon.awssdk.services.s3.S3Client;

/** The link carries a token of the execution: asked for again, it is the one that exists. */
class DataRepositoryLinkTest {

    private static final Execution EXECUTION =
            new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(AwsAccount.NOW.minusSeconds(60)));

    @RegisterExtension
    final AwsAccount account = new AwsAccount().bucket("nova-data");

    private final InstantSource clock = InstantSource.fixed(AwsAccount.NOW);
    private final Ledger ledger = new Ledger(account.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, clock);

    @BeforeEach
    void theExecutionHasBegun() {
        ledger.begin(EXECUTION, SampleRequest.json());
    }

    /** That cannot happen as long as an execution keeps its request; if it does, FSx's word is final. */
    @Test
    void theTokenWithAnotherRequestIsRefused() {
        account.fileSystem("fs-1");
        account.fileSystem("fs-2");
        link(Requests.linked(), "fs-1");
        assertThatThrownBy(() -> link(Requests.linked(), "fs-2"))
                .isInstanceOf(IncompatibleParameterErrorException.class);
    }

    @Test
    void theFileSystemIsLinkedBothWays() {
        account.fileSystem("fs-1");
        assertThat(link(Requests.linked(), "fs-1")).startsWith("dra-");
        JsonNode asked = account.calls("CreateDataRepositoryAssociation").getFirst();
        assertThat(asked.path("ClientRequestToken").asText())
                .isEqualTo(CreationToken.ofDataRepositoryAssociation(EXECUTION.arn()));
        assertThat(asked.path("FileSystemId").asText()).isEqualTo("fs-1");
        assertThat(asked.path("FileSystemPath").asText()).isEqualTo("/");
        assertThat(asked.path("DataRepositoryPath").asText()).isEqualTo("s3://nova-data/");
        assertThat(asked.path("BatchImportMetaDataOnCreate").asBoolean()).isTrue();
        for (String direction : new String[] {"AutoImportPolicy", "AutoExportPolicy"}) {
            assertThat(asked.at("/S3/" + direction + "/Events"))
                    .extracting(JsonNode::asText)
                    .containsExactly("NEW", "CHANGED", "DELETED");
        }
    }

    @Test
    void aLinkWhoseAnswerGetsLostIsMadeOnce() {
        account.fileSystem("fs-1");
        account.losesAnswer("CreateDataRepositoryAssociation", 1);
        assertThatThrownBy(() -> link(Requests.linked(), "fs-1")).isInstanceOf(SdkClientException.class);
        assertThat(link(Requests.linked(), "fs-1")).isEqualTo(link(Requests.linked(), "fs-1"));
    }

    /** Between the check of the request and the link, a bucket can be deleted and created by another account. */
    @Test
    void aBucketThatIsNoLongerTheAccountsOwnIsNotLinked() {
        account.fileSystem("fs-1");
        account.bucket("nova-data", AwsAccount.REGION, "999999999999", false);
        assertThatThrownBy(() -> link(Requests.linked(), "fs-1"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll(
                        "sharedFileSystem.s3.bucket 'nova-data' belongs to another account", "account 111122223333");
        assertThat(account.calls("CreateDataRepositoryAssociation")).isEmpty();
    }

    @Test
    void aFileSystemThatIsNotAvailableCannotBeLinked() {
        account.fileSystem("fs-1").lifecycle("CREATING");
        assertThatThrownBy(() -> link(Requests.linked(), "fs-1")).isInstanceOf(BadRequestException.class);
    }

    @Test
    void itCarriesTheExecutionsTagsBesideTheCallers() {
        account.fileSystem("fs-1");
        link(Requests.linked(), "fs-1");
        assertThat(account.calls("CreateDataRepositoryAssociation").getFirst().get("Tags"))
                .extracting(tag ->
                        tag.path("Key").asText() + "=" + tag.path("Value").asText())
                .containsExactly("hyperpod-rig:application=app", "hyperpod-rig:execution=e-1", "team=nova");
    }

    @Test
    void theLedgerKnowsOfTheLinkBeforeAndAfterTheCall() {
        account.fileSystem("fs-1");
        account.losesAnswer("CreateDataRepositoryAssociation", 1);
        assertThatThrownBy(() -> link(Requests.linked(), "fs-1")).isInstanceOf(SdkClientException.class);
        assertThat(entry().intents().get(ResourceType.DATA_REPOSITORY_ASSOCIATION))
                .isEqualTo(new Intent(
                        ResourceType.DATA_REPOSITORY_ASSOCIATION,
                        AwsAccount.NOW,
                        Optional.empty(),
                        Optional.of(CreationToken.ofDataRepositoryAssociation(EXECUTION.arn())),
                        Map.of("hyperpod-rig:application", "app", "hyperpod-rig:execution", "e-1", "team", "nova"),
                        Map.of("FileSystemId", "fs-1", "DataRepositoryPath", "s3://nova-data/")));
        assertThat(entry().created()).isEmpty();
        String id = link(Requests.linked(), "fs-1");
        assertThat(entry().created().get(ResourceType.DATA_REPOSITORY_ASSOCIATION))
                .isEqualTo(new Created(id, AwsAccount.arn("fsx", "association/fs-1/" + id), AwsAccount.NOW));
    }

    @Test
    void nothingIsLinkedIfTheLedgerCannotBeWritten() {
        account.fileSystem("fs-1");
        account.fails("UpdateItem", "AccessDeniedException", 400);
        assertThatThrownBy(() -> link(Requests.linked(), "fs-1")).isInstanceOf(SdkException.class);
        assertThat(account.calls("CreateDataRepositoryAssociation")).isEmpty();
    }

    @Test
    void anExecutionWhoseFileSystemIsBeingDeletedLinksNothing() {
        account.fileSystem("fs-1");
        ledger.deleting(EXECUTION, ResourceType.FILE_SYSTEM, "arn:rollback", false);
        assertThatThrownBy(() -> link(Requests.linked(), "fs-1")).isInstanceOf(ExecutionTakenBackException.class);
        assertThat(account.calls("CreateDataRepositoryAssociation")).isEmpty();
    }

    @Test
    void whatTheRequestDoesNotAskForIsNotLinked() {
        assertThatThrownBy(() -> link(Requests.notLinked(), "fs-1"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("sharedFileSystem.s3 is missing", "fs-1");
        assertThat(entry().intents()).isEmpty();
    }

    @Test
    void anAnswerWithoutTheResourceIsNoAnswer() {
        account.answers("CreateDataRepositoryAssociation", "{\"Other\": 1}");
        assertThatThrownBy(() -> link(Requests.linked(), "fs-1"))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("CreateDataRepositoryAssociation.Association");
    }

    private String link(ProvisionRequest request, String fileSystemId) {
        return new DataRepositoryLink(
                        account.creatingClient(FSxClient.builder()),
                        new BucketOwner(() -> account.client(S3Client.builder())),
                        ledger,
                        clock,
                        "app")
                .link(EXECUTION, request, fileSystemId);
    }

    private LedgerEntry entry() {
        return ledger.entry(EXECUTION.arn(), EXECUTION.startDate()).orElseThrow();
    }
}
