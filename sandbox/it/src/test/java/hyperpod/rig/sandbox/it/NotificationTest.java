package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What provision tells people: a subject that says which cluster and what became of it, two sentences, and the whole as
 * JSON after a blank line.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish: a subject is ASCII, without line
 *     breaks, and has less than 100 characters</a>
 */
class NotificationTest {

    @RegisterExtension
    static final JsonataAgreement AGREEMENT = new JsonataAgreement();

    private static final String LONG_NAME = "n".repeat(63);
    private static final String REFUSED = "hyperpod.rig.core.CallRefusedException";
    private static final String A_CLUSTER =
            "[{\"type\": \"AWS::SageMaker::Cluster\", \"id\": \"nova-rig\", \"reason\": \"in use\"}]";

    @Test
    void aClusterThatStandsCostsMoney() {
        JsonNode sent = sent(workflow(), "PublishResult", "nova-rig");
        assertThat(sent.get("Subject").textValue()).isEqualTo("HyperPod nova-rig: provisioned and verified");
        assertThat(sentences(sent))
                .startsWith(
                        "HyperPod cluster nova-rig stands, and its network is LOCKED. It costs money until it is deleted")
                .contains("\"artifactsSynchronised\":true", ":execution:");
        assertThat(json(sent).get("status").textValue()).isEqualTo("SUCCEEDED");
    }

    @Test
    void ofAFailureWithoutARestNothingCostsMoney() {
        JsonNode sent =
                sent(workflow().failsAlways("CreateCluster", REFUSED, "no\n  rights"), "PublishFailure", "nova-rig");
        assertThat(sent.get("Subject").textValue()).isEqualTo("HyperPod nova-rig: failed, nothing remains");
        assertThat(sentences(sent))
                .startsWith(
                        "HyperPod cluster nova-rig was not provisioned: CreateCluster failed, no rights. Nothing of it remains")
                .contains("nothing costs money");
        assertThat(json(sent).at("/failure/message").textValue()).isEqualTo("no\n  rights");
        assertThat(json(sent).get("remaining")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "INCOMPLETE, 'RESOURCES REMAIN, COST MONEY', MONEY IS BEING SPENT",
        "INTERRUPTED, 'ROLLBACK INTERRUPTED, MAY COST MONEY', MONEY MAY BE BEING SPENT",
        "NOT_STARTED, 'ROLLBACK NOT STARTED, MAY COST MONEY', MONEY MAY BE BEING SPENT"
    })
    void whatRemainsCostsMoney(String rollback, String subject, String money) {
        for (String name : new String[] {"nova-rig", LONG_NAME}) {
            Workflow workflow = workflow()
                    .failsAlways("CreateCluster", REFUSED, "no")
                    .failsAlways("RollBack", "States.TaskFailed", "")
                    .answers("ListWhatRemains", Workflow.remaining(A_CLUSTER, rollback))
                    .answers("RecordFailure", """
                            {"failure": {"state": "CreateCluster", "error": "E", "message": "no", "violations": []},
                             "takeBack": "WHAT_IT_MEANT", "clusterName": "%s"}""".formatted(name));
            JsonNode sent = sent(workflow, "PublishFailure", name);
            assertThat(sent.get("Subject").textValue())
                    .endsWith(": failed, " + subject)
                    .startsWith("HyperPod n")
                    .hasSizeLessThan(100);
            assertThat(sentences(sent)).contains(money, "start the state machine rollback with {\"executionArn\":");
            assertThat(json(sent).at("/remaining/0/reason").textValue()).isEqualTo("in use");
        }
    }

    @Test
    void aClusterOfTheLongestNameFitsIntoTheSubject() {
        assertThat(sent(workflow(), "PublishResult", LONG_NAME).get("Subject").textValue())
                .hasSizeLessThan(100);
    }

    /** A request that could not be read has no name: then the execution's is told. */
    @Test
    void aRequestThatCouldNotBeReadIsKnownByItsExecution() {
        Workflow workflow = workflow()
                .failsAlways("ValidateRequest", "hyperpod.rig.core.InvalidRequestException", "no")
                .answers("RecordFailure", """
                        {"failure": {"state": "ValidateRequest", "error": "E", "message": "2 violations; nothing was created",
                                     "violations": ["a is b", "c is d"]}, "takeBack": "NOTHING"}""");
        JsonNode sent = sent(workflow, "PublishFailure", "nova-rig");
        assertThat(sent.get("Subject").textValue()).isEqualTo("HyperPod nova-1: failed, nothing remains");
        assertThat(sentences(sent))
                .startsWith("HyperPod execution nova-1 was not provisioned: ValidateRequest failed,"
                        + " 2 violations; nothing was created: a is b.");
        assertThat(json(sent).at("/failure/violations")).hasSize(2);
    }

    private static Workflow workflow() {
        return new Workflow(Settings.withSeed(1), Map.of(), AGREEMENT).withoutRule();
    }

    private static JsonNode sent(Workflow workflow, String state, String clusterName) {
        workflow.provision("{\"clusterName\": \"%s\"}".formatted(clusterName));
        workflow.runAll();
        return workflow.calls.stream()
                .filter(call -> call.state().equals(state))
                .findFirst()
                .orElseThrow()
                .arguments();
    }

    private static String sentences(JsonNode sent) {
        return sent.get("Message").textValue().split("\n\n", 2)[0];
    }

    private static JsonNode json(JsonNode sent) {
        return Workflow.json(sent.get("Message").textValue().split("\n\n", 2)[1]);
    }
}
