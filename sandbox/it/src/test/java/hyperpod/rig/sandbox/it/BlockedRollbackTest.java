package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A deletion that has to wait for a person says so once and goes on waiting, and by itself when it can. */
class BlockedRollbackTest {

    private static final String ROLLBACK = "statemachine/rollback.asl.json";
    private static final Map<String, String> SUBSTITUTIONS = Map.of("DeletionDeadlineSeconds", "14400");
    private static final String BLOCKED = "{\"status\": \"BLOCKED\", \"reason\": \"the role is gone\"}";

    @ParameterizedTest
    @CsvSource({
        "DeleteCluster, WaitUntilClusterIsGone, DeleteFileSystem",
        "DeleteFileSystem, WaitUntilFileSystemIsGone, CheckNothingRemains"
    })
    void aPersonIsToldOnce(String deletion, String wait, String afterwards) {
        Walk told = at(deletion, false).succeeded(ROLLBACK, SUBSTITUTIONS, "{}", BLOCKED);
        assertThat(told.end()).isEqualTo("RingAlarmOfBlocked");
        Walk published = told.succeeded(ROLLBACK, SUBSTITUTIONS, "{}", "{}");
        assertThat(published.end()).isEqualTo("PublishRollbackBlocked");
        Walk waiting = published.succeeded(ROLLBACK, SUBSTITUTIONS, "{}", "{}");
        assertThat(waiting.end()).isEqualTo(wait);

        Walk again = waiting.from(ROLLBACK, SUBSTITUTIONS, deletion, "{}");
        assertThat(again.succeeded(ROLLBACK, SUBSTITUTIONS, "{}", BLOCKED).end())
                .isEqualTo(wait);
        assertThat(again.succeeded(ROLLBACK, SUBSTITUTIONS, "{}", "{\"status\": \"UNDER_WAY\"}")
                        .end())
                .isEqualTo(wait);
        assertThat(again.succeeded(ROLLBACK, SUBSTITUTIONS, "{}", "{\"status\": \"GONE\"}")
                        .end())
                .isEqualTo(afterwards);
    }

    /** What keeps the file system is told too, though something kept the cluster before. */
    @Test
    void thatTheClusterWasBlockedHidesNothingOfTheFileSystem() {
        Walk gone = at("DeleteCluster", true).succeeded(ROLLBACK, SUBSTITUTIONS, "{}", "{\"status\": \"GONE\"}");
        assertThat(gone.end()).isEqualTo("DeleteFileSystem");
        assertThat(gone.succeeded(ROLLBACK, SUBSTITUTIONS, "{}", BLOCKED).end()).isEqualTo("RingAlarmOfBlocked");
    }

    @ParameterizedTest
    @CsvSource({"RingAlarmOfBlocked, PublishRollbackBlocked", "PublishRollbackBlocked, WaitUntilClusterIsGone"})
    void anAnnouncementThatFailsEndsNoWait(String announcement, String next) {
        Walk failed = at(announcement, true).failed(ROLLBACK, SUBSTITUTIONS, "{}", "SNS.SdkClientException", "");
        assertThat(failed.end()).isEqualTo(next);
    }

    @Test
    void afterTheDeadlineTheReasonIsReported() {
        assertThat(refusal(BLOCKED)).isEqualTo("the role is gone");
        assertThat(refusal("{\"status\": \"REFUSED\", \"reason\": \"it is Creating\"}"))
                .isEqualTo("it is Creating");
        assertThat(refusal("{\"status\": \"UNDER_WAY\"}")).isEqualTo("still being deleted after 14400 s");
        assertThat(refusal("{\"status\": \"UNDER_WAY\", \"reason\": \"Cannot assume role\"}"))
                .isEqualTo("still being deleted after 14400 s: Cannot assume role");
    }

    /** A missing permission is no matter of waiting. */
    @Test
    void aDeletionThatIsNotAllowedIsNotTriedAgain() {
        Walk denied = at("DeleteCluster", false)
                .failed(
                        ROLLBACK,
                        SUBSTITUTIONS,
                        "{}",
                        "hyperpod.rig.core.CallRefusedException",
                        "sagemaker:DeleteCluster");
        assertThat(denied.end()).isEqualTo("CheckNothingRemains");
        assertThat(denied.variables().get("clusterRefusal").textValue()).contains("sagemaker:DeleteCluster");
    }

    private static String refusal(String removal) {
        ObjectNode variables = variables(false).put("deadline", 0);
        Walk late = new Walk("DeleteCluster", variables, "").succeeded(ROLLBACK, SUBSTITUTIONS, "{}", removal);
        assertThat(late.end()).isEqualTo("CheckNothingRemains");
        return late.variables().get("clusterRefusal").textValue();
    }

    private static Walk at(String state, boolean announced) {
        return new Walk(state, variables(announced).put("clusterIsGone", state.equals("DeleteFileSystem")), "");
    }

    private static ObjectNode variables(boolean announced) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("deadline", Instant.now().plusSeconds(600).toEpochMilli())
                .put("clusterIsGone", false)
                .put("announced", announced);
    }
}
