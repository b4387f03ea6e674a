package hyperpod.rig.rollback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.ledger.Confirmation;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.RollbackRecord;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** The last word of a rollback: what remains and why, to the ledger too. */
class CheckNothingRemainsHandlerTest {

    private static final Execution EXECUTION = ExecutionInLedger.EXECUTION;
    private static final String ROLLBACK = AwsAccount.ROLLBACK.replace(":stateMachine:", ":execution:") + ":r-1";
    private static final Optional<Refusal> REFUSAL = Optional.of(new Refusal(
            "hyperpod.rig.core.CallRefusedException",
            "{\"errorMessage\": \"SageMaker refuses\", \"errorType\": \"x\", \"stackTrace\": []}"));

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final ExecutionInLedger inLedger = new ExecutionInLedger(account);

    @BeforeEach
    void begins() {
        inLedger.begun();
        inLedger.gaveUp();
        inLedger.ledger().rollbackBegan(EXECUTION, ROLLBACK, Confirmation.NONE);
    }

    @Test
    void whereNothingRemainsTheEntryIsClosed() {
        account.cluster("of-a-stranger");
        CheckNothingRemainsHandler.Output output = ended();
        assertThat(output.remaining()).isEmpty();
        assertThat(output.rollback()).isEqualTo(CheckNothingRemainsHandler.Rollback.COMPLETE);
        assertThat(inLedger.entry().closed()).isTrue();
    }

    @Test
    void whoOnlyAsksClosesNothing() {
        CheckNothingRemainsHandler.Output output = asked();
        assertThat(output.remaining()).isEmpty();
        assertThat(output.rollback()).isEqualTo(CheckNothingRemainsHandler.Rollback.INTERRUPTED);
        assertThat(inLedger.entry().closed()).isFalse();
    }

    @Test
    void eachThatRemainsHasItsOwnReasonAndTheLedgerKeepsIt() {
        HyperPodCluster cluster = inLedger.cluster().status("RollingBack");
        inLedger.fileSystem();
        account.cluster("of-another").ownedBy("app", "e-2");
        CheckNothingRemainsHandler.Output output =
                check(Optional.of(ROLLBACK), Optional.empty(), Map.of(cluster.arn(), "it is RollingBack"));
        assertThat(output.remaining())
                .extracting(
                        Remaining::id,
                        Remaining::status,
                        remaining -> remaining.reason().orElse(""))
                .containsExactly(
                        tuple("nova", "RollingBack", "it is RollingBack"),
                        tuple("fs-1", "AVAILABLE", "not deleted: the cluster remains, and may use it"));
        assertThat(output.rollback()).isEqualTo(CheckNothingRemainsHandler.Rollback.INCOMPLETE);
        assertThat(inLedger.entry().rollbacks().getLast().remaining()).isEqualTo(output.remaining());
        assertThat(asked().remaining()).isEqualTo(output.remaining());
    }

    @Test
    void aTaskThatFailedIsTheReasonInWords() {
        inLedger.cluster();
        assertThat(check(Optional.of(ROLLBACK), REFUSAL, Map.of()).remaining())
                .extracting(remaining -> remaining.reason().orElse(""))
                .containsExactly("SageMaker refuses");
    }

    /** The cluster was asked for a moment ago and is not shown yet, and DeleteCluster failed at once. */
    @Test
    void oneLookThatSeesNothingClosesNothing() {
        CheckNothingRemainsHandler.Output output = check(Optional.of(ROLLBACK), REFUSAL, Map.of());
        assertThat(output.remaining())
                .extracting(remaining -> remaining.reason().orElse(""))
                .singleElement()
                .asString()
                .contains("one look is none", "SageMaker refuses");
        assertThat(output.rollback()).isEqualTo(CheckNothingRemainsHandler.Rollback.INCOMPLETE);
        assertThat(inLedger.entry().closed()).isFalse();
    }

    @Test
    void whatMeantNothingIsClosedThoughATaskFailed() {
        Execution other = inLedger.begunAnother("e-2");
        handler()
                .handle(new CheckNothingRemainsHandler.Input(
                        other,
                        Optional.empty(),
                        Optional.of(ROLLBACK),
                        REFUSAL,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(inLedger.ledger()
                        .entry(other.arn(), other.startDate())
                        .orElseThrow()
                        .closed())
                .isTrue();
    }

    @Test
    void aClusterWhoseTagsVanishedRemainsForThatReason() {
        inLedger.cluster().tags(Map.of());
        assertThat(ended().remaining())
                .extracting(remaining -> remaining.reason().orElse(""))
                .singleElement()
                .asString()
                .contains("does not carry its tags");
        assertThat(inLedger.entry().closed()).isFalse();
    }

    /** Of an execution that was redriven meanwhile nothing may be there yet. */
    @Test
    void anExecutionThatIsLeftAloneIsNotClosed() {
        handler()
                .handle(new CheckNothingRemainsHandler.Input(
                        EXECUTION,
                        Optional.empty(),
                        Optional.of(ROLLBACK),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("its status is RUNNING"),
                        Optional.empty()));
        assertThat(inLedger.entry().closed()).isFalse();
    }

    /** What was asked for after the rollback began was perhaps not seen. */
    @Test
    void anExecutionThatAskedForMoreMeanwhileIsNotClosed() {
        Execution redriven = inLedger.begunAnother("e-2");
        inLedger.ledger().rollbackBegan(redriven, ROLLBACK, Confirmation.NONE);
        inLedger.ledger()
                .intend(
                        redriven,
                        new Intent(
                                ResourceType.CLUSTER,
                                AwsAccount.NOW,
                                Optional.of("nova-2"),
                                Optional.empty(),
                                Map.of(),
                                Map.of()));
        CheckNothingRemainsHandler.Output output = handler()
                .handle(new CheckNothingRemainsHandler.Input(
                        redriven,
                        Optional.empty(),
                        Optional.of(ROLLBACK),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(true)));
        assertThat(output.remaining()).extracting(Remaining::type).containsExactly("unknown");
        assertThat(inLedger.ledger()
                        .entry(redriven.arn(), redriven.startDate())
                        .orElseThrow()
                        .rollbacks())
                .extracting(RollbackRecord::outcome)
                .containsExactly(RollbackRecord.Outcome.INCOMPLETE);
    }

    @Test
    void withoutARollbackSinceTheFailureNoneStarted() {
        Execution other = inLedger.begunAnother("e-2");
        assertThat(handler()
                        .handle(new CheckNothingRemainsHandler.Input(
                                other,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()))
                        .rollback())
                .isEqualTo(CheckNothingRemainsHandler.Rollback.NOT_STARTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DescribeCluster", "ListTags", "DescribeFileSystems", "GetItem", "UpdateItem"})
    void whatDoesNotAnswerIsNoEmptyList(String operation) {
        inLedger.cluster();
        inLedger.fileSystem();
        account.fails(operation, "AccessDeniedException", 400);
        assertThatThrownBy(this::ended).isInstanceOf(SdkException.class);
        account.recovers(operation);
        assertThat(inLedger.entry().closed()).isFalse();
    }

    /** Whoever deletes it by hand must know where to look first. */
    @Test
    void whereAClusterThatRemainsPutsItsArtifactsIsTold() {
        inLedger.cluster()
                .group("rig-1", "InService", 2, 2)
                .ofGroup("EnvironmentConfig", Map.of("S3OutputPath", "s3://sagemaker-nova/rig-1"))
                .group("rig-2", "Creating", 0, 2);
        inLedger.fileSystem();
        assertThat(asked().artifacts())
                .containsExactly(new ArtifactLocation("nova", "rig-1", "s3://sagemaker-nova/rig-1"));
    }

    /** What the state machine reads is a contract. */
    @Test
    void theResultIsWrittenAsTheStateMachineReadsIt() throws IOException {
        inLedger.fileSystem();
        assertThat(Json.MAPPER.<JsonNode>valueToTree(ended()))
                .isEqualTo(Json.MAPPER.readTree("""
                {"executionArn": "%s", "clusterName": "nova",
                 "remaining": [{"type": "AWS::FSx::FileSystem", "id": "fs-1", "status": "AVAILABLE",
                                "reason": "it was not seen before, so its deletion was not asked for. Start the rollback again",
                                "arn": "arn:aws:fsx:us-east-1:111122223333:file-system/fs-1"}],
                 "artifacts": [], "rollback": "INCOMPLETE"}""".formatted(EXECUTION.arn())));
    }

    private CheckNothingRemainsHandler.Output ended() {
        return check(Optional.of(ROLLBACK), Optional.empty(), Map.of());
    }

    private CheckNothingRemainsHandler.Output asked() {
        return check(Optional.empty(), Optional.empty(), Map.of());
    }

    private CheckNothingRemainsHandler.Output check(
            Optional<String> rollbackArn, Optional<Refusal> clusterRefusal, Map<String, String> reasons) {
        return handler()
                .handle(new CheckNothingRemainsHandler.Input(
                        EXECUTION,
                        Optional.empty(),
                        rollbackArn,
                        clusterRefusal,
                        Optional.empty(),
                        Optional.of(reasons),
                        Optional.empty(),
                        Optional.of(clusterRefusal.isEmpty())));
    }

    private CheckNothingRemainsHandler handler() {
        return new CheckNothingRemainsHandler(
                inLedger.ledger(),
                new MeantClusters(account.client(SageMakerClient.builder()), "app"),
                new MeantFileSystems(account.client(FSxClient.builder()), "app"));
    }
}
