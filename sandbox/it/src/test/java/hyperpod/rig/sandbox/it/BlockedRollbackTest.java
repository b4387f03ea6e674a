package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.Settings;
import hyperpod.rig.sandbox.statemachines.TaskCall;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A deletion that has to wait for a person says so once and goes on waiting, and by itself when it can. */
class BlockedRollbackTest {

    @RegisterExtension
    static final JsonataAgreement AGREEMENT = new JsonataAgreement();

    private static final String BLOCKED = "{\"status\": \"BLOCKED\", \"reason\": \"the role is gone\"}";
    private static final String UNDER_WAY = "{\"status\": \"UNDER_WAY\"}";
    private static final String GONE = "{\"status\": \"GONE\"}";

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                BLOCKED + " | the role is gone",
                "{\"status\": \"REFUSED\", \"reason\": \"it is Creating\"} | it is Creating",
                UNDER_WAY + " | still being deleted after 14400 s",
                "{\"status\": \"UNDER_WAY\", \"reason\": \"Cannot assume role\"} | still being deleted after 14400 s: Cannot assume role"
            })
    void afterTheDeadlineTheReasonIsReported(String removal, String reason) {
        workflow.answers("DeleteCluster", removal);
        rolledBack();
        assertThat(workflow.calls)
                .filteredOn(call -> call.state().equals("CheckNothingRemains"))
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.arguments().get("clusterRefusal").textValue())
                            .isEqualTo(reason);
                    assertThat(call.time()).isAfter(Workflow.START.plusSeconds(14_400));
                });
        assertThat(calls("DeleteFileSystem")).isZero();
    }

    /** A missing permission is no matter of waiting. */
    @Test
    void aDeletionThatIsNotAllowedIsNotTriedAgain() {
        workflow.failsAlways("DeleteCluster", "hyperpod.rig.core.CallRefusedException", "sagemaker:DeleteCluster");
        assertThat(rolledBack().variables().get("clusterRefusal").textValue()).contains("sagemaker:DeleteCluster");
        assertThat(calls("DeleteCluster")).isEqualTo(1);
    }

    private Execution rolledBack() {
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
