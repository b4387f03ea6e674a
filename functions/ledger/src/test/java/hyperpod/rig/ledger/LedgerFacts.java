package hyperpod.rig.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.NotConfirmedException;
import hyperpod.rig.core.Remaining;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What holds of the ledger whatever engine keeps its table; other entries may be in the table. */
public abstract class LedgerFacts {

    private static final String ROLLBACK = "arn:aws:states:us-east-1:111122223333:execution:app-rollback:";

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final String clusterName = "nova-" + id;
    private Instant now = Instant.parse("2026-07-11T10:30:00Z");
    private final Execution execution = execution("e-" + id, now);
    private final Execution rival = execution("r-" + id, now.plusSeconds(1));

    /** The engine. */
    protected abstract DynamoDbClient dynamoDb();

    /** The table, made as the template makes it. */
    protected abstract String table();

    private Ledger ledger() {
        return new Ledger(dynamoDb(), table(), () -> now);
    }

    private static Execution execution(String name, Instant start) {
        return new Execution(
                name, "arn:aws:states:us-east-1:111122223333:execution:app-provision:" + name, Optional.of(start));
    }

    private ObjectNode request() {
        return request(clusterName, "nova-eks-" + id);
    }

    private static ObjectNode request(String clusterName, String eksCluster) {
        ObjectNode request = Json.MAPPER
                .createObjectNode()
                .put("clusterName", clusterName)
                .put("eksClusterArn", "arn:aws:eks:us-east-1:111122223333:cluster/" + eksCluster);
        request.putObject("network").putArray("subnetIds").add("subnet-1");
        request.withObject("network").putArray("securityGroupIds").add("sg-1");
        request.putArray("restrictedInstanceGroups");
        return request;
    }

    private Intent intent(ResourceType type) {
        return new Intent(
                type,
                now,
                Optional.of(clusterName),
                Optional.empty(),
                Map.of("hyperpod-rig:execution", execution.name()),
                Map.of("instanceCount", "2"));
    }

    private static Success success() {
        return new Success(
                "arn:cluster",
                Optional.of("fs-1"),
                Json.MAPPER.createObjectNode().put("verdict", "LOCKED"));
    }

    private static Failure failure(String message) {
        return new Failure("CreateCluster", "E", message, List.of(), Optional.empty());
    }

    private static Remaining remaining(String id) {
        return new Remaining("AWS::SageMaker::Cluster", id, "arn:" + id, "Deleting", Optional.of("AWS says no"));
    }

    private LedgerEntry entry() {
        return ledger().entry(execution.arn(), execution.startDate()).orElseThrow();
    }

    private void later() {
        now = now.plusSeconds(60);
    }

    @Test
    void anEntryHoldsWhatWasAskedForAndByWhom() {
        ledger().asked(execution.name(), RequestDigest.of(request()), "arn:aws:iam::111122223333:user/ada");
        LedgerEntry begun = ledger().begin(execution, request());
        assertThat(begun).isEqualTo(entry());
        assertThat(begun.execution()).isEqualTo(execution);
        assertThat(begun.clusterName()).isEqualTo(clusterName);
        assertThat(begun.request()).isEqualTo(request());
        assertThat(begun.requestDigest()).isEqualTo(RequestDigest.of(request()));
        assertThat(begun.requestedBy()).contains("arn:aws:iam::111122223333:user/ada");
        assertThat(begun.provisionRequest().network().subnetIds()).containsExactly("subnet-1");
        assertThat(begun.committed() || begun.gaveUp() || begun.closed()).isFalse();
    }

    @Test
    void whoAskedForSomethingElseUnderTheNameDidNotAskForThis() {
        ledger().asked(execution.name(), RequestDigest.of(request("other", "x")), "arn:ada");
        assertThat(ledger().begin(execution, request()).requestedBy()).isEmpty();
    }

    @Test
    void whatWasAskedForFirstStays() {
        AskedRequest first = ledger().asked(execution.name(), "one", "ada");
        later();
        assertThat(ledger().asked(execution.name(), "two", "bob")).isEqualTo(first);
        assertThat(first).isEqualTo(new AskedRequest("one", "ada", now.minusSeconds(60)));
    }

    @Test
    void aRepeatedBeginChangesNothing() {
        ledger().begin(execution, request());
        ledger().intend(execution, intent(ResourceType.CLUSTER));
        assertThat(ledger().begin(execution, request("another", "x")))
                .isEqualTo(entry())
                .satisfies(entry -> assertThat(entry.intents()).hasSize(1))
                .satisfies(entry -> assertThat(entry.clusterName()).isEqualTo(clusterName));
    }

    @Test
    void theLedgerKnowsNothingOfOthers() {
        ledger().begin(execution, request());
        assertThat(ledger().entry(rival.arn(), Optional.empty())).isEmpty();
        assertThat(ledger().entry(execution.arn(), Optional.of(now.plusMillis(1))))
                .isEmpty();
        assertThat(ledger().entry(execution.arn().replace("app-provision", "app-rollback"), Optional.empty()))
                .isEmpty();
        assertThat(ledger().ofCluster("nobody-" + id)).isEmpty();
        assertThatThrownBy(() -> ledger().intend(rival, intent(ResourceType.CLUSTER)))
                .isInstanceOf(UnknownExecutionException.class)
                .hasMessageContaining(rival.arn());
        assertThatThrownBy(() -> ledger().created(rival, ResourceType.CLUSTER, "c", "arn"))
                .isInstanceOf(UnknownExecutionException.class);
        assertThatThrownBy(() -> ledger().lock(rival)).isInstanceOf(UnknownExecutionException.class);
        assertThatThrownBy(() -> ledger().succeeded(rival, success())).isInstanceOf(UnknownExecutionException.class);
        assertThatThrownBy(() -> ledger().deleting(rival, ResourceType.CLUSTER, ROLLBACK + id, true))
                .isInstanceOf(UnknownExecutionException.class);
        assertThatThrownBy(() -> ledger().rollbackBegan(rival, ROLLBACK + id, Confirmation.NONE))
                .isInstanceOf(UnknownExecutionException.class);
        ledger().failed(rival, failure("it meant nothing"));
        assertThat(ledger().entry(rival.arn(), rival.startDate())).isEmpty();
    }

    @Test
    void aNameCanBeUsedAgainAfterNinetyDays() {
        ledger().begin(execution, request());
        ledger().failed(execution, failure("no capacity"));
        Execution again =
                execution(execution.name(), execution.startDate().orElseThrow().plus(Duration.ofDays(91)));
        ledger().begin(again, request());
        assertThat(entry().gaveUp()).isTrue();
        assertThat(ledger().entry(again.arn(), again.startDate()).orElseThrow().gaveUp())
                .isFalse();
        assertThat(ledger().entry(execution.arn(), Optional.empty())
                        .orElseThrow()
                        .execution())
                .isEqualTo(again);
        ledger().intend(new Execution(again.name(), again.arn(), Optional.empty()), intent(ResourceType.CLUSTER));
        assertThat(ledger().entry(again.arn(), again.startDate()).orElseThrow().intents())
                .hasSize(1);
        assertThat(entry().intents()).isEmpty();
    }

    @Test
    void whatAwsRefusedForSureIsMeantNoMore() {
        ledger().begin(execution, request());
        Intent refused = intent(ResourceType.FILE_SYSTEM);
        ledger().intend(execution, refused);
        ledger().refused(execution, refused);
        assertThat(entry().intents()).isEmpty();
        later();
        Intent again = intent(ResourceType.FILE_SYSTEM);
        ledger().intend(execution, again);
        assertThat(entry().intents()).containsEntry(ResourceType.FILE_SYSTEM, again);
        ledger().refused(execution, refused);
        assertThat(entry().intents()).containsEntry(ResourceType.FILE_SYSTEM, again);
    }

    /** The answer of the first was lost: it may have created something. */
    @Test
    void whatOneOfTwoAttemptsWasRefusedIsStillMeant() {
        ledger().begin(execution, request());
        Intent first = intent(ResourceType.FILE_SYSTEM);
        ledger().intend(execution, first);
        later();
        Intent second = intent(ResourceType.FILE_SYSTEM);
        ledger().intend(execution, second);
        ledger().refused(execution, second);
        ledger().refused(execution, first);
        assertThat(entry().intents()).containsEntry(ResourceType.FILE_SYSTEM, first);
    }

    /**
     * DynamoDB may do the first write of an attempt, which was given up and repeated, after that of the next attempt.
     */
    @Test
    void anIntentThatIsWrittenLateHidesNoOtherAttempt() {
        ledger().begin(execution, request());
        Intent first = intent(ResourceType.FILE_SYSTEM);
        ledger().intend(execution, first);
        later();
        ledger().intend(execution, intent(ResourceType.FILE_SYSTEM));
        ledger().intend(execution, first);
        ledger().refused(execution, first);
        assertThat(entry().intents()).containsEntry(ResourceType.FILE_SYSTEM, first);
    }

    @Test
    void whatWasCreatedIsStillMeant() {
        ledger().begin(execution, request());
        Intent first = intent(ResourceType.FILE_SYSTEM);
        ledger().intend(execution, first);
        ledger().created(execution, ResourceType.FILE_SYSTEM, "fs-1", "arn:fs-1");
        ledger().refused(execution, first);
        assertThat(entry().intents()).containsEntry(ResourceType.FILE_SYSTEM, first);
    }

    @Test
    void intentsAndWhatWasCreatedAreKnownWhenTheirAnswersAreLost() {
        ledger().begin(execution, request());
        Intent first = intent(ResourceType.CLUSTER);
        ledger().intend(execution, first);
        later();
        ledger().intend(execution, intent(ResourceType.CLUSTER));
        ledger().intend(execution, intent(ResourceType.FILE_SYSTEM));
        ledger().created(execution, ResourceType.FILE_SYSTEM, "fs-1", "arn:fs-1");
        assertThat(entry().intents())
                .containsEntry(ResourceType.CLUSTER, first)
                .containsOnlyKeys(ResourceType.CLUSTER, ResourceType.FILE_SYSTEM);
        assertThat(entry().created()).isEqualTo(Map.of(ResourceType.FILE_SYSTEM, new Created("fs-1", "arn:fs-1", now)));
    }

    @Test
    void whoGaveUpCanNeitherCreateNorSucceed() {
        ledger().begin(execution, request());
        ledger().failed(execution, failure("first"));
        later();
        ledger().failed(execution, failure("second"));
        assertThat(entry().failure()).contains(failure("first"));
        assertThat(entry().failedAt()).contains(now.minusSeconds(60));
        assertThat(entry().gaveUp()).isTrue();
        refusesToGoOn("gave up at 2026-07-11T10:30:00Z");
    }

    @Test
    void whoSucceededHasNotGivenUpWhateverFailsAfterwards() {
        ledger().begin(execution, request());
        ledger().succeeded(execution, success());
        later();
        ledger().succeeded(execution, success());
        ledger().failed(execution, failure("the event was not taken"));
        assertThat(entry().committed()).isTrue();
        assertThat(entry().gaveUp()).isFalse();
        assertThat(entry().success()).contains(success());
        assertThat(entry().succeededAt()).contains(now.minusSeconds(60));
        assertThat(entry().failure()).contains(failure("the event was not taken"));
    }

    @Test
    void whatSucceededIsDeletedOnlyIfAPersonConfirmedIt() {
        ledger().begin(execution, request());
        ledger().succeeded(execution, success());
        assertThatThrownBy(() -> ledger().deleting(execution, ResourceType.CLUSTER, ROLLBACK + id, false))
                .isInstanceOf(NotConfirmedException.class)
                .hasMessageContainingAll(execution.name(), now.toString(), "artifactsSynchronised");
        assertThat(entry().deleting()).isEmpty();
        ledger().deleting(execution, ResourceType.CLUSTER, ROLLBACK + id, true);
        assertThat(entry().deleting()).containsExactly(ResourceType.CLUSTER);
    }

    @Test
    void whatIsBeingDeletedCannotSucceedAndNothingIsCreatedBesideIt() {
        ledger().begin(execution, request());
        ledger().deleting(execution, ResourceType.CLUSTER, ROLLBACK + id, false);
        ledger().deleting(execution, ResourceType.FILE_SYSTEM, ROLLBACK + id, false);
        refusesToGoOn("AWS::FSx::FileSystem, AWS::SageMaker::Cluster");
        ledger().deletionRefused(execution, ResourceType.CLUSTER, ROLLBACK + id);
        refusesToGoOn("AWS::FSx::FileSystem");
        ledger().deletionRefused(execution, ResourceType.FILE_SYSTEM, ROLLBACK + id);
        assertThat(entry().deleting()).isEmpty();
        ledger().intend(execution, intent(ResourceType.CLUSTER));
        ledger().succeeded(execution, success());
    }

    private void refusesToGoOn(String why) {
        assertThatThrownBy(() -> ledger().intend(execution, intent(ResourceType.CLUSTER)))
                .isInstanceOf(ExecutionTakenBackException.class)
                .hasMessageContainingAll(execution.name(), "cannot create", why);
        assertThatThrownBy(() -> ledger().succeeded(execution, success()))
                .isInstanceOf(ExecutionTakenBackException.class)
                .hasMessageContainingAll(execution.name(), "cannot succeed", why);
        assertThatThrownBy(() -> ledger().lock(execution))
                .isInstanceOf(ExecutionTakenBackException.class)
                .hasMessageContaining(why);
        assertThat(entry().committed()).isFalse();
    }

    @Test
    void aRollbackThatLeavesNothingClosesTheEntry() {
        ledger().begin(execution, request());
        ledger().intend(execution, intent(ResourceType.CLUSTER));
        assertThat(ledger().lock(execution)).isEmpty();
        later();
        Confirmation confirmation = new Confirmation(true, false, Optional.of("arn:ada"));
        ledger().rollbackBegan(execution, ROLLBACK + id, confirmation);
        assertThat(entry().rollbacks().getFirst().outcome()).isEqualTo(RollbackRecord.Outcome.RUNNING_OR_BROKEN);
        later();
        ledger().rollbackBegan(execution, ROLLBACK + id, Confirmation.NONE);
        ledger().rollbackEnded(execution, ROLLBACK + id, List.of());
        assertThat(entry().rollbacks())
                .containsExactly(new RollbackRecord(
                        ROLLBACK + id, now.minusSeconds(60), confirmation, Optional.of(now), List.of()));
        assertThat(entry().rollbacks().getFirst().outcome()).isEqualTo(RollbackRecord.Outcome.COMPLETE);
        assertThat(entry().closedAt()).contains(now);
        refusesToGoOn("nothing of it remains since " + now);
        ledger().begin(rival, request());
        assertThat(ledger().lock(rival)).isEmpty();
    }

    /** The record was written, and then the ledger failed: the call is repeated. */
    @Test
    void anEndThatIsRecordedTwiceClosesTheEntryAllTheSame() {
        ledger().begin(execution, request());
        ledger().intend(execution, intent(ResourceType.CLUSTER));
        ledger().lock(execution);
        later();
        ledger().rollbackBegan(execution, ROLLBACK + id, Confirmation.NONE);
        ledger().rollbackEnded(execution, ROLLBACK + id, List.of(remaining("nova")));
        assertThat(entry().closed()).isFalse();
        ledger().rollbackEnded(execution, ROLLBACK + id, List.of());
        assertThat(entry().closed()).isTrue();
        ledger().rollbackEnded(execution, ROLLBACK + id, List.of());
        ledger().begin(rival, request());
        assertThat(ledger().lock(rival)).isEmpty();
    }

    @Test
    void whatARollbackLeftIsListedAndTheEntryStaysOpen() {
        ledger().begin(execution, request());
        ledger().lock(execution);
        ledger().rollbackEnded(execution, ROLLBACK + id, List.of(remaining("nova")));
        assertThat(entry().closed()).isFalse();
        assertThat(entry().rollbacks().getFirst().outcome()).isEqualTo(RollbackRecord.Outcome.INCOMPLETE);
        assertThat(entry().rollbacks().getFirst().remaining()).containsExactly(remaining("nova"));
        ledger().begin(rival, request());
        assertThat(ledger().lock(rival)).map(LockHolder::entry).contains(entry());
    }

    @Test
    void whatWasMeantWhileARollbackRanKeepsTheEntryOpen() {
        ledger().begin(execution, request());
        ledger().rollbackBegan(execution, ROLLBACK + id, Confirmation.NONE);
        ledger().intend(execution, intent(ResourceType.CLUSTER));
        later();
        ledger().rollbackEnded(execution, ROLLBACK + id, List.of());
        assertThat(entry().closed()).isFalse();
        ledger().succeeded(execution, success());
    }

    @Test
    void whatSucceededWhileARollbackRanStaysOpen() {
        ledger().begin(execution, request());
        ledger().intend(execution, intent(ResourceType.CLUSTER));
        LedgerEntry seen = entry();
        later();
        ledger().rollbackBegan(execution, ROLLBACK + id, Confirmation.NONE);
        later();
        ledger().succeeded(execution, success());
        ledger().rollbackEnded(execution, ROLLBACK + id, List.of());
        assertThat(entry().closed()).isFalse();
        assertThat(ledger().close(seen, "it was seen before")).isFalse();
        later();
        ledger().rollbackBegan(execution, ROLLBACK + "of-a-person", new Confirmation(true, false, Optional.empty()));
        ledger().rollbackEnded(execution, ROLLBACK + "of-a-person", List.of());
        assertThat(entry().closed()).isTrue();
    }

    @Test
    void whatWasCreatedAfterTheEntryWasClosedOpensItAgain() {
        ledger().begin(execution, request());
        ledger().rollbackEnded(execution, ROLLBACK + id, List.of());
        assertThat(openClusters()).doesNotContain(clusterName);
        ledger().created(execution, ResourceType.CLUSTER, clusterName, "arn:c");
        assertThat(entry().closed()).isFalse();
        assertThat(openClusters()).contains(clusterName);
    }

    @Test
    void anEntryIsClosedUnlessSomethingWasMeantSinceItWasSeen() {
        ledger().begin(execution, request());
        ledger().lock(execution);
        LedgerEntry seen = entry();
        ledger().intend(execution, intent(ResourceType.CLUSTER));
        assertThat(ledger().close(seen, "it made nothing")).isFalse();
        assertThat(entry().closed()).isFalse();
        assertThat(ledger().close(entry(), "the cluster is gone")).isTrue();
        assertThat(entry().closedBecause()).contains("the cluster is gone");
        assertThat(openClusters()).doesNotContain(clusterName);
        ledger().begin(rival, request());
        assertThat(ledger().lock(rival)).isEmpty();
    }

    @Test
    void aNameAndAnEksClusterBelongToOneExecution() {
        ledger().begin(execution, request());
        ledger().begin(rival, request());
        assertThat(ledger().lock(execution)).isEmpty();
        assertThat(ledger().lock(execution)).as("again").isEmpty();
        assertThat(ledger().lock(rival)).contains(new LockHolder(LockHolder.CLUSTER_NAME, entry()));
        Execution third = execution("t-" + id, now);
        ledger().begin(third, request("other-" + id, "nova-eks-" + id));
        assertThat(ledger().lock(third)).contains(new LockHolder(LockHolder.EKS_CLUSTER_ARN, entry()));
        Execution fourth = execution("f-" + id, now);
        ledger().begin(fourth, request("other-" + id, "eks-of-its-own-" + id));
        assertThat(ledger().lock(fourth)).as("third took none of its two").isEmpty();
    }

    @Test
    void whatAnExecutionDoesNotNeedAnyMoreIsTakenOverByOne() {
        ledger().begin(execution, request());
        ledger().lock(execution);
        ledger().begin(rival, request());
        Execution third = execution("t-" + id, now.plusSeconds(2));
        ledger().begin(third, request());
        LockHolder stale = ledger().lock(rival).orElseThrow();
        ledger().takeOver(rival, stale);
        ledger().takeOver(third, stale);
        assertThat(ledger().lock(third).orElseThrow().entry().execution()).isEqualTo(rival);
        LockHolder other = ledger().lock(rival).orElseThrow();
        assertThat(other.what()).isEqualTo(LockHolder.EKS_CLUSTER_ARN);
        ledger().takeOver(rival, other);
        assertThat(ledger().lock(rival)).isEmpty();
        ledger().rollbackEnded(execution, ROLLBACK + id, List.of());
        assertThat(ledger().lock(third).orElseThrow().entry().execution())
                .as("who was taken over releases nothing")
                .isEqualTo(rival);
    }

    @Test
    void aClusterIsOfTheHolderElseOfTheNewestThatNamedIt() {
        ledger().begin(rival, request());
        ledger().begin(execution, request());
        assertThat(ledger().ofCluster(clusterName).orElseThrow().execution()).isEqualTo(rival);
        ledger().lock(execution);
        assertThat(ledger().ofCluster(clusterName).orElseThrow().execution()).isEqualTo(execution);
        ledger().rollbackEnded(execution, ROLLBACK + id, List.of());
        assertThat(ledger().ofCluster(clusterName).orElseThrow().execution()).isEqualTo(rival);
    }

    @Test
    void openEntriesAreListedInPages() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Execution one = execution("page-" + i + "-" + id, now.plusSeconds(i));
            names.add("page-" + i + "-" + id);
            ledger().begin(one, request("page-" + i + "-" + id, "eks-" + i));
        }
        assertThat(openClusters()).containsSubsequence(names);
        assertThatThrownBy(() -> ledger().open(Optional.of("x"), 2))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("nextToken");
        assertThatThrownBy(() -> ledger().open(Optional.of("bm9uc2Vuc2U"), 2))
                .isInstanceOf(InvalidRequestException.class);
        String emptyObject = "e30";
        assertThatThrownBy(() -> ledger().open(Optional.of(emptyObject), 2))
                .isInstanceOf(InvalidRequestException.class);
    }

    /** Whoever writes a token himself gets the same words. */
    @Test
    void aTokenThatSomebodyMadeIsRefused() {
        for (String made : List.of(
                "null",
                "[]",
                "{\"partition\": null, \"sort\": null, \"open\": null, \"clusterName\": null}",
                "{\"partition\": \"x\", \"sort\": \"x\", \"open\": \"closed\", \"clusterName\": \"x\"}",
                "{\"partition\": \"\", \"sort\": \"\", \"open\": \"open\", \"clusterName\": \"\"}")) {
            String token =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(made.getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> ledger().open(Optional.of(token), 2))
                    .as(made)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("nextToken");
        }
    }

    /** Until its entry begins, this is all that is known of it. */
    @Test
    void theExecutionThatWasAskedForLastIsKnownByTheClustersName() {
        assertThat(ledger().newestAsked(clusterName)).isEmpty();
        ledger().begin(execution, request());
        assertThat(ledger().newestAsked(clusterName)).isEmpty();
        ledger().markAsked(clusterName, rival.name());
        ledger().markAsked(clusterName, execution.name());
        assertThat(ledger().newestAsked(clusterName)).contains(execution.name());
        assertThat(ledger().ofCluster(clusterName).orElseThrow().execution()).isEqualTo(execution);
        assertThat(ledger().lock(execution)).isEmpty();
    }

    private List<String> openClusters() {
        List<String> names = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Page<LedgerEntry> page = ledger().open(token, 2);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            page.items().forEach(entry -> names.add(entry.clusterName()));
            token = page.nextToken();
        } while (token.isPresent());
        return names;
    }

    @Test
    void theNewestAuditIsKept() {
        ledger().begin(execution, request());
        JsonNode evidence = Json.MAPPER.createObjectNode().put("bucket", "b");
        DriftRecord drift = new DriftRecord(
                "WEAKENED",
                "LOCKED",
                false,
                now,
                Optional.of(evidence),
                Optional.of(new DriftRecord.Reported(now, "abc")),
                List.of("vpc-1"));
        ledger().audited(execution, drift);
        assertThat(entry().drift()).contains(drift);
    }

    /** An item holds 400 KB. */
    @Test
    void theLargestRequestLeavesRoomForItsRollbacks() {
        assertThatThrownBy(() -> ledger().begin(execution, large(200_000)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("98304");
        ledger().begin(execution, large(125_000));
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            tags.put(i + "\u20ac".repeat(126), "\u20ac".repeat(256));
        }
        for (ResourceType type : ResourceType.values()) {
            ledger().intend(
                            execution,
                            new Intent(type, now, Optional.of("x"), Optional.of("x"), tags, Map.of("size", "1200")));
        }
        ledger().failed(execution, failure("\u20ac".repeat(7_000)));
        Remaining longest = new Remaining(
                "AWS::SageMaker::Cluster",
                "x".repeat(2_000),
                "a".repeat(2_000),
                "Deleting",
                Optional.of("\u20ac".repeat(9_000)));
        for (int i = 0; i < Ledger.MAX_ROLLBACKS + 3; i++) {
            later();
            ledger().rollbackBegan(execution, ROLLBACK + i, Confirmation.NONE);
            ledger().rollbackEnded(
                            execution, ROLLBACK + i, Collections.nCopies(RollbackRecords.MAX_REMAINING + 1, longest));
        }
        assertThat(entry().rollbacks()).hasSize(Ledger.MAX_ROLLBACKS);
        assertThat(entry().rollbacks().getFirst().arn()).isEqualTo(ROLLBACK + 3);
        assertThat(entry().rollbacks().getLast().remaining()).hasSize(RollbackRecords.MAX_REMAINING);
        assertThat(entry().request()).isEqualTo(large(125_000));
    }

    /** What runs, or was stopped, is told of as long as something that ended can give way. */
    @Test
    void aRollbackThatDidNotEndDoesNotGiveWay() {
        ledger().begin(execution, request());
        ledger().rollbackBegan(execution, ROLLBACK + "running", Confirmation.NONE);
        for (int i = 0; i < Ledger.MAX_ROLLBACKS + 3; i++) {
            later();
            ledger().rollbackBegan(execution, ROLLBACK + i, Confirmation.NONE);
            ledger().rollbackEnded(execution, ROLLBACK + i, List.of(remaining("nova")));
        }
        assertThat(entry().rollbacks()).hasSize(Ledger.MAX_ROLLBACKS);
        assertThat(entry().rollbacks().getFirst().arn()).isEqualTo(ROLLBACK + "running");
        assertThat(entry().rollbacks().getLast().arn()).isEqualTo(ROLLBACK + (Ledger.MAX_ROLLBACKS + 2));
    }

    private ObjectNode large(int characters) {
        byte[] noise = new byte[characters * 3 / 4];
        new Random(7).nextBytes(noise);
        return request().put("noise", Base64.getEncoder().encodeToString(noise));
    }
}
