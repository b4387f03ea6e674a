package hyperpod.rig.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.FileSystemFailedException;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.BucketOwner;
import hyperpod.rig.resources.OwnFileSystems;
import hyperpod.rig.testkit.AwsAccount;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.BadRequestException;
import software.amazon.awssdk.services.fsx.model.IncompatibleParameterErrorException;
import software.amazon.awssdk.services.s3.S3Client;

/** Both creating calls carry a token of the execution: repeated, they return what exists. */
class FileSystemCreationTest {

    private static final Execution EXECUTION = execution("e-1");

    @RegisterExtension
    final AwsAccount account = new AwsAccount().bucket("nova-data");

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
    void whatIsCreatedCarriesTheExecutionsTagsBesideTheCallers() {
        create(EXECUTION, Requests.linked());
        account.fileSystem("fs-linked");
        link(EXECUTION, Requests.linked(), "fs-linked");
        for (String operation : new String[] {"CreateFileSystem", "CreateDataRepositoryAssociation"}) {
            assertThat(account.calls(operation).getFirst().get("Tags"))
                    .extracting(tag ->
                            tag.path("Key").asText() + "=" + tag.path("Value").asText())
                    .containsExactly("hyperpod-rig:application=app", "hyperpod-rig:execution=e-1", "team=nova");
        }
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
        assertThat(new OwnFileSystems(account.client(FSxClient.builder()), "app").of(EXECUTION))
                .hasSize(1);
    }

    @Test
    void anotherExecutionCreatesAnotherFileSystem() {
        assertThat(create(execution("e-2"), Requests.notLinked()))
                .isNotEqualTo(create(EXECUTION, Requests.notLinked()));
    }

    /** That cannot happen as long as an execution keeps its request; if it does, FSx's word is final. */
    @Test
    void theTokenWithAnotherRequestIsRefused() {
        account.fileSystem("fs-1");
        account.fileSystem("fs-2");
        link(EXECUTION, Requests.linked(), "fs-1");
        assertThatThrownBy(() -> link(EXECUTION, Requests.linked(), "fs-2"))
                .isInstanceOf(IncompatibleParameterErrorException.class);
    }

    @Test
    void theFileSystemIsLinkedBothWays() {
        account.fileSystem("fs-1");
        assertThat(link(EXECUTION, Requests.linked(), "fs-1")).startsWith("dra-");
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
        assertThatThrownBy(() -> link(EXECUTION, Requests.linked(), "fs-1")).isInstanceOf(SdkClientException.class);
        assertThat(link(EXECUTION, Requests.linked(), "fs-1")).isEqualTo(link(EXECUTION, Requests.linked(), "fs-1"));
    }

    /** Between the check of the request and the link, a bucket can be deleted and created by another account. */
    @Test
    void aBucketThatIsNoLongerTheAccountsOwnIsNotLinked() {
        account.fileSystem("fs-1");
        account.bucket("nova-data", AwsAccount.REGION, "999999999999", false);
        assertThatThrownBy(() -> link(EXECUTION, Requests.linked(), "fs-1"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll(
                        "sharedFileSystem.s3.bucket 'nova-data' belongs to another account", "account 111122223333");
        assertThat(account.calls("CreateDataRepositoryAssociation")).isEmpty();
    }

    /** The token follows from the execution's ARN, whose name can be chosen: somebody can use it beforehand. */
    @Test
    void aFileSystemThatIsOlderThanTheExecutionIsSomebodyElses() {
        create(EXECUTION, Requests.notLinked());
        Execution later = new Execution("e-1", EXECUTION.arn(), Optional.of(AwsAccount.NOW.plusSeconds(1)));
        Execution unknown = new Execution("e-1", EXECUTION.arn(), Optional.empty());
        for (Execution execution : List.of(later, unknown)) {
            assertThatThrownBy(() -> create(execution, Requests.notLinked()))
                    .isInstanceOf(FileSystemFailedException.class)
                    .hasMessageContainingAll("this execution's token", "2026-07-11T10:30:00Z", "somebody else's");
        }
    }

    @Test
    void aFileSystemThatIsNotAvailableCannotBeLinked() {
        account.fileSystem("fs-1").lifecycle("CREATING");
        assertThatThrownBy(() -> link(EXECUTION, Requests.linked(), "fs-1")).isInstanceOf(BadRequestException.class);
    }

    @Test
    void whatTheRequestDoesNotAskForIsNotCreated() {
        assertThatThrownBy(() -> create(EXECUTION, Requests.withoutFileSystem()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("sharedFileSystem is missing");
        assertThatThrownBy(() -> link(EXECUTION, Requests.notLinked(), "fs-1"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("sharedFileSystem.s3 is missing", "fs-1");
        assertThat(account.calls()).isEmpty();
    }

    @Test
    void anAnswerWithoutTheResourceIsNoAnswer() {
        account.answers("CreateFileSystem", "{\"Other\": 1}")
                .answers("CreateDataRepositoryAssociation", "{\"Other\": 1}");
        assertThatThrownBy(() -> create(EXECUTION, Requests.linked()))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("CreateFileSystem.FileSystem");
        assertThatThrownBy(() -> link(EXECUTION, Requests.linked(), "fs-1"))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("CreateDataRepositoryAssociation.Association");
    }

    private String create(Execution execution, ProvisionRequest request) {
        return creation().create(execution, request);
    }

    private String link(Execution execution, ProvisionRequest request, String fileSystemId) {
        return creation().link(execution, request, fileSystemId);
    }

    private FileSystemCreation creation() {
        return new FileSystemCreation(
                account.creatingClient(FSxClient.builder()),
                new BucketOwner(() -> account.client(S3Client.builder())),
                "app");
    }

    private static Execution execution(String name) {
        return new Execution(name, AwsAccount.execution(name), Optional.of(AwsAccount.NOW.minusSeconds(60)));
    }
}
