package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.Settings;
import hyperpod.rig.sandbox.statemachines.TaskCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A deletion that has to wait for a person says so once and goes on waiting, and by itself when it can. */
class BlockedRollbackTest {

    @RegisterExtension
    static final JsonataAgreement AGREEMENT = new JsonataAgreement();

    private static final String BLOCKED = Workflow.removal("BLOCKED", "the role is gone");
    private static final String UNDER_WAY = Workflow.removal("UNDER_WAY");
    private static final String GONE = Workflow.removal("GONE");
    private static final String NOT_SEEN = Workflow.removal("NOT_SEEN");
    private static final String DOUBTFUL = Workflow.removal("DOUBTFUL", "its tags vanished");

    private final Workflow workflow = new Workflow(Settings.withSeed(1), Map.of(), AGREEMENT);

    @ParameterizedTest
    @ValueSource(strings = {"DeleteCluster", "DeleteFileSystem"})
    void aPersonIsToldOnce(String deletion) {
        workflow.answers(deletion, BLOCKED, BLOCKED, UNDER_WAY, BLOCKED, GONE);
        assertThat(rolledBack().state()).isEqualTo("RolledBack");
        assertThat(calls(deletion)).isEqualTo(5);
        assertThat(calls("RingAlarmOfBlocked")).isEqualTo(1);
        assertThat(calls("PublishRollbackBlocked")).isEqualTo(1);
    }

    /** What keeps the file system is told too, though something kept the cluster before. */
    @Test
    void thatTheClusterWasBlockedHidesNothingOfTheFileSystem() {
        workflow.answers("DeleteCluster", BLOCKED, GONE).answers("DeleteFileSystem", BLOCKED, GONE);
        assertThat(rolledBack().state()).isEqualTo("RolledBack");
        assertThat(calls("RingAlarmOfBlocked")).isEqualTo(2);
        assertThat(calls("PublishRollbackBlocked")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RingAlarmOfBlocked", "PublishRollbackBlocked"})
    void anAnnouncementThatFailsEndsNoWait(String announcement) {
        workflow.answers("DeleteCluster", BLOCKED, BLOCKED, GONE)
                .failsAlways(announcement, "SNS.SdkClientException", "");
        assertThat(rolledBack().state()).isEqualTo("RolledBack");
        assertThat(calls("DeleteCluster")).isEqualTo(3);
        assertThat(calls("PublishRollbackBlocked")).isPositive();
    }

    /** Without a reason of AWS's, how long it has been waited for. */
    @Test
    void afterTheDeadlineTheReasonsAreReported() {
        assertThat(checkAfterDeadline(BLOCKED).at("/reasons/arn:x").textValue()).isEqualTo("the role is gone");
        assertThat(checkAfterDeadline(BLOCKED).get("clusterRefusal").isNull()).isTrue();
        assertThat(checkAfterDeadline(Workflow.removal("REFUSED", "it is Creating"))
                        .at("/reasons/arn:x")
                        .textValue())
                .isEqualTo("it is Creating");
        assertThat(checkAfterDeadline(UNDER_WAY).at("/clusterRefusal/cause").textValue())
                .isEqualTo("still being deleted after 14400 s");
        JsonNode said = checkAfterDeadline(Workflow.removal("UNDER_WAY", "Cannot assume role"));
        assertThat(said.at("/clusterRefusal/cause").textValue()).isEqualTo("still being deleted after 14400 s");
        assertThat(said.at("/reasons/arn:x").textValue()).isEqualTo("Cannot assume role");
    }

    private static JsonNode checkAfterDeadline(String removal) {
        Workflow workflow = new Workflow(Settings.withSeed(1), Map.of(), AGREEMENT).answers("DeleteCluster", removal);
        rolledBack(workflow);
        TaskCall check = workflow.calls.stream()
                .filter(call -> call.state().equals("CheckNothingRemains"))
                .findFirst()
                .orElseThrow();
        assertThat(check.time()).isAfter(Workflow.START.plusSeconds(14_400));
        assertThat(workflow.calls).extracting(TaskCall::state).doesNotContain("DeleteFileSystem");
        return check.arguments();
    }

    /** A missing permission is no matter of waiting, and has AWS's words for each resource. */
    @ParameterizedTest
    @ValueSource(strings = {"DeleteCluster", "DeleteFileSystem"})
    void aDeletionThatIsNotAllowedIsNotTriedAgain(String deletion) {
        workflow.answers(deletion, Workflow.removal("DENIED", "sagemaker:DeleteCluster"));
        rolledBack();
        assertThat(calls(deletion)).isEqualTo(1);
        assertThat(workflow.calls)
                .filteredOn(call -> call.state().equals("CheckNothingRemains"))
                .extracting(call -> call.arguments().at("/reasons/arn:x").textValue())
                .containsExactly("sagemaker:DeleteCluster");
    }

    @Test
    void aDeletionThatFailsIsReportedWithItsError() {
        workflow.failsAlways("DeleteCluster", "hyperpod.rig.core.CallRefusedException", "sagemaker:DescribeCluster");
        assertThat(rolledBack().variables().at("/clusterRefusal/cause").textValue())
                .isEqualTo("sagemaker:DescribeCluster");
        assertThat(calls("DeleteCluster")).isEqualTo(1);
    }

    /** One empty answer is none: what was created a moment ago may be missing in it. */
    @ParameterizedTest
    @ValueSource(strings = {"DeleteCluster", "DeleteFileSystem"})
    void onlyTwoLooksThatSeeNothingMeanThatItIsGone(String deletion) {
        workflow.answers(deletion, NOT_SEEN, UNDER_WAY, NOT_SEEN, NOT_SEEN);
        assertThat(rolledBack().state()).isEqualTo("RolledBack");
        List<Instant> looks = workflow.calls.stream()
                .filter(call -> call.state().equals(deletion))
                .map(TaskCall::time)
                .toList();
        assertThat(looks).hasSize(4);
        assertThat(Duration.between(looks.get(2), looks.get(3))).isGreaterThanOrEqualTo(Duration.ofSeconds(60));
    }

    /** What vanishes at the deadline is looked at once more, and the file system is deleted. */
    @Test
    void aDeadlineMakesOneEmptyAnswerNoneTheMore() {
        List<String> answers = new ArrayList<>(Collections.nCopies(241, UNDER_WAY));
        answers.add(NOT_SEEN);
        workflow.answers("DeleteCluster", answers.toArray(String[]::new));
        assertThat(rolledBack().state()).isEqualTo("RolledBack");
        assertThat(workflow.calls)
                .filteredOn(call -> call.state().equals("DeleteCluster"))
                .last()
                .extracting(TaskCall::time)
                .matches(Workflow.START.plusSeconds(14_400)::isBefore);
        assertThat(calls("DeleteFileSystem")).isPositive();
        assertThat(workflow.calls)
                .filteredOn(call -> call.state().equals("CheckNothingRemains"))
                .extracting(call -> call.arguments().get("gone").booleanValue())
                .containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DeleteCluster", "DeleteFileSystem"})
    void whatCouldNotBeLookedAtIsNotSaidToBeGone(String deletion) {
        workflow.failsAlways(deletion, "hyperpod.rig.core.CallRefusedException", "x");
        rolledBack();
        assertThat(workflow.calls)
                .filteredOn(call -> call.state().equals("CheckNothingRemains"))
                .extracting(call -> call.arguments().get("gone").booleanValue())
                .containsExactly(false);
    }

    @Test
    void whatWasNeverAskedForIsGoneAtOnce() {
        workflow.answers("DeleteCluster", GONE).answers("DeleteFileSystem", GONE);
        assertThat(rolledBack().state()).isEqualTo("RolledBack");
        assertThat(calls("DeleteCluster")).isEqualTo(1);
        assertThat(calls("DeleteFileSystem")).isEqualTo(1);
    }

    /** Tags may be shown late; if they are not shown at the second look either, a person has to see to it. */
    @Test
    void aDoubtIsLookedAtTwice() {
        workflow.answers("DeleteCluster", DOUBTFUL, UNDER_WAY, NOT_SEEN, NOT_SEEN);
        assertThat(rolledBack().state()).isEqualTo("RolledBack");
        Workflow staying = new Workflow(Settings.withSeed(1), Map.of(), AGREEMENT).answers("DeleteCluster", DOUBTFUL);
        rolledBack(staying);
        assertThat(staying.calls)
                .filteredOn(call -> call.state().startsWith("Delete"))
                .hasSize(2);
        assertThat(staying.calls).extracting(TaskCall::state).contains("CheckNothingRemains");
    }

    private Execution rolledBack() {
        return rolledBack(workflow);
    }

    private static Execution rolledBack(Workflow workflow) {
        Execution rollback = workflow.rollback("by-a-person", """
                {"executionArn": "%s:nova-1", "artifactsSynchronised": true}""".formatted(Definitions.PROVISION_EXECUTIONS));
        workflow.runAll();
        return rollback;
    }

    private long calls(String state) {
        return workflow.calls.stream()
                .map(TaskCall::state)
                .filter(state::equals)
                .count();
    }
}
