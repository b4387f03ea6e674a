package hyperpod.rig.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.EgressNotLockedException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.VerificationTooOldException;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.Success;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.JsonText;
import hyperpod.rig.testkit.SampleRequest;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The commit, and giving up: an execution does one of both, once. */
class RecordOutcomeHandlerTest {

    private static final Execution EXECUTION =
            new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(AwsAccount.NOW.minusSeconds(60)));

    private static final String SUCCESS = """
            {"status": "SUCCEEDED", "clusterName": "nova-rig", "clusterArn": "arn:c", "fileSystemId": "fs-1", "warnings": [],
             "egress": {"verdict": "LOCKED", "ingressVerdict": "LOCKED", "policyHolds": true, "findings": [{"control": "EGR-1"}],
                        "evidence": {"bucket": "b", "prefix": "p", "report": "s3://b/p", "manifestSha256": "00ff"}}}""";

    private static final String FAILURE = """
            {"state": "CreateCluster", "error": "hyperpod.rig.core.CallRefusedException",
             "cause": "{\\"errorMessage\\": \\"no rights\\", \\"stackTrace\\": []}"}""";

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final InstantSource clock = InstantSource.fixed(AwsAccount.NOW);
    private final Ledger ledger = new Ledger(account.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, clock);

    @Test
    void aSuccessIsKeptWithWhatLaterAuditsCompareWith() {
        begin();
        assertThat(recorded("success", SUCCESS)).isEqualTo(JsonText.parsed("{}"));
        assertThat(entry().committed()).isTrue();
        assertThat(entry().success()).contains(new Success("arn:c", Optional.of("fs-1"), JsonText.parsed("""
                {"verdict": "LOCKED", "ingressVerdict": "LOCKED", "policyHolds": true,
                 "evidence": {"bucket": "b", "prefix": "p", "report": "s3://b/p", "manifestSha256": "00ff"}}""")));
    }

    @Test
    void aSuccessIsRecordedOnce() {
        begin();
        recorded("success", SUCCESS);
        recorded("success", SUCCESS.replace("arn:c", "arn:other"));
        assertThat(entry().success().orElseThrow().clusterArn()).isEqualTo("arn:c");
    }

    /** Who redrives a stopped execution days later has the audit of that day. */
    @Test
    void aSuccessThatWasVerifiedLongAgoIsVerifiedAgain() {
        begin();
        String member = "lookedAt\": " + AwsAccount.NOW.minusSeconds(1_801).toEpochMilli() + ", \"success";
        assertThatThrownBy(() -> recorded(member, SUCCESS))
                .isInstanceOf(VerificationTooOldException.class)
                .hasMessageContainingAll("2026-07-11T09:59:59Z", "looked at again");
        assertThat(entry().committed()).isFalse();
        recorded("lookedAt\": " + AwsAccount.NOW.minusSeconds(1_800).toEpochMilli() + ", \"success", SUCCESS);
        assertThat(entry().committed()).isTrue();
        recorded(member, SUCCESS);
    }

    /** There is nothing to look at again, and another error would hide why. */
    @Test
    void anOldLookDoesNotHideThatItIsTakenBack() {
        begin();
        ledger.deleting(EXECUTION, ResourceType.CLUSTER, "arn:rollback", true);
        String member = "lookedAt\": " + AwsAccount.NOW.minusSeconds(86_400).toEpochMilli() + ", \"success";
        assertThatThrownBy(() -> recorded(member, SUCCESS)).isInstanceOf(ExecutionTakenBackException.class);
    }

    @Test
    void whatWasCreatedIsTakenBackWhateverWasMeant() {
        begin();
        ledger.created(EXECUTION, ResourceType.CLUSTER, "nova-rig", "arn:c");
        assertThat(recorded("failure", FAILURE).get("takeBack").textValue()).isEqualTo("WHAT_IT_MEANT");
        assertThat(entry().closed()).isFalse();
    }

    /** Nothing succeeds without its audit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "{\"verdict\": \"LOCKED\"}",
                "{\"policyHolds\": true}",
                "{\"verdict\": \"OPEN\", \"policyHolds\": false}",
                "{\"verdict\": \"LOCKED\", \"policyHolds\": 1}"
            })
    void aSuccessWithoutAnAuditIsNone(String egress) {
        begin();
        assertThatThrownBy(() -> recorded("success", "{\"clusterArn\": \"arn:c\", \"egress\": " + egress + "}"))
                .isInstanceOf(EgressNotLockedException.class)
                .hasMessageContaining("no audit");
        assertThatThrownBy(() -> recorded("success", "{\"clusterArn\": \"arn:c\"}"))
                .isInstanceOf(EgressNotLockedException.class);
        assertThat(entry().committed()).isFalse();
    }

    @Test
    void aSuccessWithoutAClusterIsNone() {
        begin();
        assertThatThrownBy(() -> recorded("success", SUCCESS.replace("clusterArn", "other")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("clusterArn is missing");
        assertThat(entry().committed()).isFalse();
    }

    /** A rollback that a person confirmed deletes the cluster at this moment. */
    @Test
    void whatIsBeingDeletedCannotSucceed() {
        begin();
        ledger.deleting(EXECUTION, ResourceType.CLUSTER, "arn:rollback", true);
        assertThatThrownBy(() -> recorded("success", SUCCESS)).isInstanceOf(ExecutionTakenBackException.class);
        assertThat(entry().committed()).isFalse();
    }

    @Test
    void whoGaveUpCannotSucceed() {
        begin();
        means();
        recorded("failure", FAILURE);
        assertThatThrownBy(() -> recorded("success", SUCCESS)).isInstanceOf(ExecutionTakenBackException.class);
    }

    @Test
    void aFailureIsKeptAndToldFlat() {
        begin();
        means();
        assertThat(recorded("failure", FAILURE)).isEqualTo(JsonText.parsed("""
                {"failure": {"state": "CreateCluster", "error": "hyperpod.rig.core.CallRefusedException", "message": "no rights",
                             "violations": []},
                 "takeBack": "WHAT_IT_MEANT", "clusterName": "nova-rig"}"""));
        assertThat(entry().gaveUp()).isTrue();
        assertThat(entry().failure())
                .contains(new Failure(
                        "CreateCluster",
                        "hyperpod.rig.core.CallRefusedException",
                        "no rights",
                        List.of(),
                        Optional.empty()));
        assertThat(entry().closed()).isFalse();
    }

    /** Its name is free again at once: there is nothing to look for. */
    @Test
    void whoMeantNothingLeavesNothingAndHoldsNoLock() {
        begin();
        ledger.lock(EXECUTION);
        assertThat(recorded("failure", FAILURE).get("takeBack").textValue()).isEqualTo("NOTHING");
        assertThat(entry().closed()).isTrue();
        Execution next = new Execution("e-2", AwsAccount.execution("e-2"), Optional.of(AwsAccount.NOW));
        ledger.begin(next, SampleRequest.json());
        assertThat(ledger.lock(next)).isEmpty();
    }

    /** A call that nobody waits for any more must not create what nobody would take back. */
    @Test
    void whoGaveUpWithNothingMeantMeansNothingLater() {
        begin();
        recorded("failure", FAILURE);
        assertThatThrownBy(this::means).isInstanceOf(ExecutionTakenBackException.class);
    }

    @Test
    void aRequestThatCouldNotBeReadLeavesNothing() {
        assertThat(recorded("failure", FAILURE)).isEqualTo(JsonText.parsed("""
                {"failure": {"state": "CreateCluster", "error": "hyperpod.rig.core.CallRefusedException", "message": "no rights",
                             "violations": []},
                 "takeBack": "NOTHING"}"""));
    }

    /** RecordSuccess wrote, its answer got lost and its repetitions failed: the cluster is counted on. */
    @Test
    void aFailureAfterTheCommitTakesNothingBack() {
        begin();
        means();
        recorded("success", SUCCESS);
        assertThat(recorded("failure", FAILURE).get("takeBack").textValue()).isEqualTo("COMMITTED");
        assertThat(entry().committed()).isTrue();
        assertThat(entry().gaveUp()).isFalse();
        assertThat(entry().closed()).isFalse();
    }

    @Test
    void aFailureMayBeRecordedAgain() {
        begin();
        means();
        recorded("failure", FAILURE);
        assertThat(recorded("failure", FAILURE).get("takeBack").textValue()).isEqualTo("WHAT_IT_MEANT");
    }

    @Test
    void aLedgerThatDoesNotAnswerIsForTheStateMachineToAskAgain() {
        begin();
        account.fails("UpdateItem", "InternalServerError", 500);
        assertThatThrownBy(() -> recorded("success", SUCCESS)).isInstanceOf(SdkException.class);
        assertThatThrownBy(() -> recorded("failure", FAILURE)).isInstanceOf(SdkException.class);
    }

    @Test
    void justOneOfBothIsRecorded() {
        begin();
        assertThatThrownBy(() -> recorded("neither", "{}")).isInstanceOf(InvalidRequestException.class);
        assertThat(entry().failedAt()).isEmpty();
    }

    private void begin() {
        ledger.begin(EXECUTION, SampleRequest.json());
    }

    private void means() {
        ledger.intend(
                EXECUTION,
                new Intent(
                        ResourceType.CLUSTER,
                        AwsAccount.NOW,
                        Optional.of("nova-rig"),
                        Optional.empty(),
                        Map.of(),
                        Map.of()));
    }

    private LedgerEntry entry() {
        return ledger.entry(EXECUTION.arn(), EXECUTION.startDate()).orElseThrow();
    }

    /** What the handler answers, JSON to JSON, as the state machine sees it. */
    private JsonNode recorded(String member, String value) {
        String input = "{\"execution\": " + Json.text(EXECUTION) + ", \"" + member + "\": " + value + "}";
        FunctionEnvironment environment = FunctionEnvironment.simulated(
                Map.of(
                        "AWS_REGION",
                        AwsAccount.REGION,
                        "AWS_ACCESS_KEY_ID",
                        "test",
                        "AWS_SECRET_ACCESS_KEY",
                        "test",
                        "LEDGER_TABLE",
                        AwsAccount.LEDGER_TABLE),
                clock,
                account.http());
        try {
            RecordOutcomeHandler.Input read = Json.MAPPER
                    .readerFor(RecordOutcomeHandler.Input.class)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(input);
            return Json.MAPPER.valueToTree(new RecordOutcomeHandler(environment).handle(read));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
