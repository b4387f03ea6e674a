package hyperpod.rig.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.NotConfirmedException;
import hyperpod.rig.testkit.AwsAccount;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** Two or three writers whose calls come in between one another's, in the order that a seed makes. */
class LedgerRacesTest {

    private static final long SEEDS = 100;
    private static final String ROLLBACK = "arn:aws:states:us-east-1:111122223333:execution:app-rollback:r";
    private static final Instant START = Instant.parse("2026-07-11T10:30:00Z");

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final AtomicLong seconds = new AtomicLong();

    /** No two writes are at the same time. */
    private final InstantSource clock = () -> START.plusSeconds(seconds.incrementAndGet());

    private final Execution one = execution("one");
    private final Execution two = execution("two");
    private final List<String> done = new CopyOnWriteArrayList<>();

    static Stream<Long> seeds() {
        return LongStream.range(0, SEEDS).boxed();
    }

    private static Execution execution(String name) {
        return new Execution(name, AwsAccount.execution(name), Optional.of(START));
    }

    private static ObjectNode request(String clusterName) {
        return Json.MAPPER
                .createObjectNode()
                .put("clusterName", clusterName)
                .put("eksClusterArn", "arn:aws:eks:us-east-1:111122223333:cluster/nova-eks");
    }

    private Ledger ledger(Turns turns) {
        FunctionEnvironment environment = FunctionEnvironment.simulated(
                Map.of("AWS_REGION", AwsAccount.REGION, "AWS_ACCESS_KEY_ID", "x", "AWS_SECRET_ACCESS_KEY", "x"),
                clock,
                turns.http());
        return new Ledger(environment.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, clock);
    }

    /** Notes what a writer was allowed to do; what the ledger refuses is no mistake. */
    private Runnable does(String what, Runnable write) {
        return () -> {
            try {
                write.run();
                done.add(what);
            } catch (ExecutionTakenBackException | NotConfirmedException e) {
                done.add("not " + what);
            }
        };
    }

    private static Runnable inOrder(Runnable... steps) {
        return () -> List.of(steps).forEach(Runnable::run);
    }

    private static Intent intent() {
        return new Intent(ResourceType.CLUSTER, START, Optional.of("nova"), Optional.empty(), Map.of(), Map.of());
    }

    private static Success success() {
        return new Success("arn:cluster", Optional.empty(), Json.MAPPER.createObjectNode());
    }

    private static Failure failure() {
        return new Failure("WaitForCluster", "E", "no capacity", List.of(), Optional.empty());
    }

    private static LedgerEntry entry(Ledger ledger, Execution execution) {
        return ledger.entry(execution.arn(), execution.startDate()).orElseThrow();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatSucceedsIsNotDeletedUnasked(long seed) throws Exception {
        Turns turns = new Turns(account.http(), seed);
        Ledger ledger = ledger(turns);
        ledger.begin(one, request("nova"));
        turns.run(List.of(
                inOrder(
                        does("intend", () -> ledger.intend(one, intent())),
                        does("succeed", () -> ledger.succeeded(one, success()))),
                inOrder(
                        () -> ledger.rollbackBegan(one, ROLLBACK, Confirmation.NONE),
                        does("delete", () -> ledger.deleting(one, ResourceType.CLUSTER, ROLLBACK, false)),
                        does("delete again", () -> ledger.deleting(one, ResourceType.FILE_SYSTEM, ROLLBACK, false))),
                does("fail", () -> ledger.failed(one, failure()))));
        LedgerEntry entry = entry(ledger, one);
        assertThat(done.contains("succeed") && (done.contains("delete") || done.contains("delete again")))
                .as("both of %s", done)
                .isFalse();
        assertThat(entry.committed()).isEqualTo(done.contains("succeed"));
        assertThat(entry.gaveUp()).isEqualTo(!done.contains("succeed"));
        assertThat(entry.deleting().isEmpty()).isEqualTo(!done.contains("delete") && !done.contains("delete again"));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void ofRivalsOneHasTheNames(long seed) throws Exception {
        Turns turns = new Turns(account.http(), seed);
        Ledger ledger = ledger(turns);
        turns.run(List.of(
                inOrder(() -> ledger.begin(one, request("nova")), () -> lock(ledger, one)),
                inOrder(() -> ledger.begin(two, request("nova")), () -> lock(ledger, two)),
                // Another name, the same EKS cluster.
                inOrder(
                        () -> ledger.begin(execution("three"), request("other")),
                        () -> lock(ledger, execution("three")))));
        assertThat(done).as("who has the locks").hasSize(1);
        String winner = done.getFirst();
        assertThat(ledger.lock(execution(winner))).isEmpty();
        assertThat(ledger.ofCluster(winner.equals("three") ? "other" : "nova")
                        .orElseThrow()
                        .execution()
                        .name())
                .isEqualTo(winner);
    }

    private void lock(Ledger ledger, Execution execution) {
        if (ledger.lock(execution).isEmpty()) {
            done.add(execution.name());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whoIsClosedHoldsNothingAndCreatesNothing(long seed) throws Exception {
        Turns turns = new Turns(account.http(), seed);
        Ledger ledger = ledger(turns);
        ledger.begin(one, request("nova"));
        ledger.begin(two, request("nova"));
        turns.run(List.of(
                inOrder(
                        does("lock", () -> ledger.lock(one)),
                        does("intend", () -> ledger.intend(one, intent())),
                        does("succeed", () -> ledger.succeeded(one, success()))),
                inOrder(
                        does("roll back", () -> ledger.rollbackBegan(one, ROLLBACK, Confirmation.NONE)),
                        () -> ledger.rollbackEnded(one, ROLLBACK, List.of())),
                () -> ledger.lock(two).ifPresent(holder -> {
                    if (holder.entry().closed()) {
                        ledger.takeOver(two, holder);
                    }
                })));
        LedgerEntry entry = entry(ledger, one);
        if (entry.closed()) {
            assertThat(ledger.lock(two)).as("after %s", done).isEmpty();
            assertThat(done.subList(done.indexOf("roll back"), done.size())).doesNotContain("intend", "succeed");
        } else {
            assertThat(done).as("what was meant after the rollback began").containsAnyOf("intend", "succeed");
        }
    }

    /** A lock that a late invocation takes is either there before the entry is closed, and released, or refused. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsClosedHoldsNoLock(long seed) throws Exception {
        Turns turns = new Turns(account.http(), seed);
        Ledger ledger = ledger(turns);
        ledger.begin(one, request("nova"));
        ledger.begin(two, request("nova"));
        turns.run(List.of(
                does("lock", () -> ledger.lock(one)), () -> ledger.rollbackEnded(one, ROLLBACK, List.of()), () -> {
                    if (seed % 2 == 0) {
                        ledger.close(entry(ledger, one), "nothing remains");
                    }
                }));
        assertThat(entry(ledger, one).closed()).isTrue();
        assertThat(ledger.lock(two)).as("after %s", done).isEmpty();
    }

    /** Who may not write the second lock closes nothing, and so is asked to do it again. */
    @Test
    void whatCannotBeReleasedIsNotClosed() {
        Ledger ledger = ledger(new Turns(account.http(), 0));
        ledger.begin(one, request("nova"));
        ledger.lock(one);
        account.fails("TransactWriteItems", "AccessDeniedException", 400);
        assertThatThrownBy(() -> ledger.rollbackEnded(one, ROLLBACK, List.of())).isInstanceOf(DynamoDbException.class);
        assertThat(entry(ledger, one).closed()).isFalse();
        account.recovers("TransactWriteItems");
        ledger.rollbackEnded(one, ROLLBACK, List.of());
        assertThat(entry(ledger, one).closed()).isTrue();
        ledger.begin(two, request("nova"));
        assertThat(ledger.lock(two)).isEmpty();
    }
}
