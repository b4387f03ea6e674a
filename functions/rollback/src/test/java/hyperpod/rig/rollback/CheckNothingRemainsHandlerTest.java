package hyperpod.rig.rollback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.resources.Failure;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.OwnFileSystems;
import hyperpod.rig.testkit.AwsAccount;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** The last word of a rollback: what remains and why, beside what made it necessary. */
class CheckNothingRemainsHandlerTest {

    private static final Execution EXECUTION =
            new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(AwsAccount.NOW.minusSeconds(3_600)));
    private static final Failure FAILURE = new Failure(
            Optional.of("WaitForCluster"),
            "hyperpod.rig.core.ClusterFailedException",
            "{\"errorMessage\": \"no capacity\", \"errorType\": \"hyperpod.rig.core.ClusterFailedException\", \"stackTrace\": []}");

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @Test
    void nothingRemainsAndTheFailureIsReadable() {
        account.cluster("of-a-stranger");
        assertThat(check(Optional.of(FAILURE)))
                .isEqualTo(new CheckNothingRemainsHandler.Output(
                        EXECUTION.arn(),
                        Optional.of(new Failure(FAILURE.state(), FAILURE.error(), "no capacity")),
                        List.of(),
                        List.of()));
    }

    @Test
    void aDeletionThatSomebodyAskedForHasNoFailure() {
        assertThat(check(Optional.empty()).failure()).isEmpty();
    }

    @Test
    void eachThatRemainsIsListedWithTheRefusalOfItsOwnService() {
        account.cluster("nova").ownedBy("app", "e-1").status("RollingBack");
        account.cluster("of-another").ownedBy("app", "e-2");
        account.cluster("older").ownedBy("app", "e-1").at("CreationTime", AwsAccount.NOW.minusSeconds(100_000));
        account.fileSystem("fs-1").ownedBy("app", "e-1").lifecycle("AVAILABLE");
        assertThat(check(Optional.of(FAILURE)).remaining())
                .extracting(
                        Remaining::id,
                        Remaining::status,
                        remaining -> remaining.reason().orElse(""))
                .containsExactly(
                        tuple("nova", "RollingBack", "SageMaker refuses"), tuple("fs-1", "AVAILABLE", "FSx refuses"));
    }

    @Test
    void thatSageMakerDoesNotAnswerIsNoEmptyList() {
        account.fails("ListClusters", "AccessDeniedException", 400);
        assertThatThrownBy(() -> check(Optional.empty())).isInstanceOf(SdkException.class);
    }

    /** Whoever deletes it by hand must know where to look first. */
    @Test
    void whereAClusterThatRemainsPutsItsArtifactsIsTold() {
        account.cluster("nova")
                .ownedBy("app", "e-1")
                .group("rig-1", "InService", 2, 2)
                .ofGroup("EnvironmentConfig", Map.of("S3OutputPath", "s3://sagemaker-nova/rig-1"))
                .group("rig-2", "Creating", 0, 2);
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        assertThat(check(Optional.empty()).artifacts())
                .containsExactly(new ArtifactLocation("nova", "rig-1", "s3://sagemaker-nova/rig-1"));
    }

    @Test
    void whatRemainsIsListedThoughItsArtifactsAreNotKnown() {
        account.cluster("nova").ownedBy("app", "e-1").group("rig-1", "InService", 2, 2);
        account.fails("DescribeCluster", "AccessDeniedException", 400);
        CheckNothingRemainsHandler.Output output = check(Optional.empty());
        assertThat(output.remaining()).hasSize(1);
        assertThat(output.artifacts()).isEmpty();
    }

    /** What the state machine reads is a contract. */
    @Test
    void theResultIsWrittenAsTheStateMachineReadsIt() throws IOException {
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        assertThat(Json.MAPPER.<JsonNode>valueToTree(check(Optional.of(FAILURE))))
                .isEqualTo(Json.MAPPER.readTree("""
                {"executionArn": "%s",
                 "failure": {"state": "WaitForCluster", "error": "hyperpod.rig.core.ClusterFailedException", "cause": "no capacity"},
                 "remaining": [{"type": "AWS::FSx::FileSystem", "id": "fs-1", "status": "AVAILABLE", "reason": "FSx refuses",
                                "arn": "arn:aws:fsx:us-east-1:111122223333:file-system/fs-1"}],
                 "artifacts": []}""".formatted(EXECUTION.arn())));
    }

    private CheckNothingRemainsHandler.Output check(Optional<Failure> failure) {
        return new CheckNothingRemainsHandler(
                        new OwnClusters(account.client(SageMakerClient.builder()), "app"),
                        new OwnFileSystems(account.client(FSxClient.builder()), "app"))
                .handle(new CheckNothingRemainsHandler.Input(
                        EXECUTION, failure, Optional.of("SageMaker refuses"), Optional.of("FSx refuses")));
    }
}
