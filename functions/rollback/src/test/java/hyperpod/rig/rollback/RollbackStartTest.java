package hyperpod.rig.rollback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.Confirmation;
import hyperpod.rig.resources.DeletionOrder;
import hyperpod.rig.testkit.AwsAccount;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the input of {@code rollback} says, by who writes it. */
class RollbackStartTest {

    private static final String EXECUTIONS = AwsAccount.PROVISION.replace(":stateMachine:", ":execution:");
    private static final String EXECUTION = EXECUTIONS + ":nova-1";
    private static final String CLUSTER = AwsAccount.arn("sagemaker", "cluster/abcdefghijkl");
    private static final String FILE_SYSTEM = AwsAccount.arn("fsx", "file-system/fs-0123456789abcdef0");

    @Nested
    class AnEventOfStepFunctions {

        @Test
        void namesTheExecutionAndItsStart() {
            assertThat(read(event("\"" + EXECUTION + "\"", "1795564800123")))
                    .isEqualTo(new RollbackStart(
                            true,
                            EXECUTION,
                            Optional.of(Instant.parse("2026-11-25T00:00:00.123Z")),
                            DeletionOrder.NONE,
                            Optional.empty()));
        }

        /** Then the newest of the name is meant. */
        @Test
        void mayLackTheStart() {
            assertThat(read(event("\"" + EXECUTION + "\"", "null")).startDate()).isEmpty();
        }

        @Test
        void confirmsNothing() {
            assertRefused(
                    event("\"" + EXECUTION + "\"", "1795564800123")
                            .replaceFirst("\\{", "{\"artifactsSynchronised\": true, "),
                    "InputUnusable",
                    "artifactsSynchronised",
                    "beside an event");
        }

        /** EventBridge lists ARNs under the same name. */
        @Test
        void namesNoResources() {
            assertThat(read(event("\"" + EXECUTION + "\"", "1")).order().resources())
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "\"nova-1\"", "7", "[\"a\"]"})
        void ofAnotherMachineIsRefused(String arn) {
            assertRefused(event(arn, "1795564800123"), "NotAnExecutionOfProvision", "Give the whole ARN");
        }

        private static String event(String arn, String startDate) {
            return """
                    {"version": "0", "id": "x", "source": "aws.states", "detail-type": "Step Functions Execution Status Change",
                     "account": "111122223333", "region": "us-east-1", "time": "2026-11-25T00:00:00Z", "resources": [%1$s],
                     "detail": {"executionArn": %1$s, "startDate": %2$s}}""".formatted(arn, startDate);
        }
    }

    @Nested
    class AnOrder {

        @Test
        void confirmsNothingByItself() {
            assertThat(read(order("")))
                    .isEqualTo(new RollbackStart(
                            false, EXECUTION, Optional.empty(), DeletionOrder.NONE, Optional.empty()));
        }

        @Test
        void saysAllThatCanBeSaid() {
            RollbackStart start = read(order("""
                    , "startDate": "2026-11-25T17:00:00Z", "artifactsSynchronised": true, "loseQueuedExports": true,
                      "resources": ["%s", "%s"], "requestedBy": "arn:aws:iam::111122223333:user/ada",
                      "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID": "x\"""".formatted(CLUSTER, FILE_SYSTEM)));
            assertThat(start.order()).isEqualTo(new DeletionOrder(true, true, List.of(CLUSTER, FILE_SYSTEM)));
            assertThat(start.startDate()).contains(Instant.parse("2026-11-25T17:00:00Z"));
            assertThat(start.confirmation())
                    .isEqualTo(new Confirmation(true, true, Optional.of("arn:aws:iam::111122223333:user/ada")));
        }

        /** As the AWS CLI prints it, and as Step Functions writes it. */
        @ParameterizedTest
        @CsvSource({
            "2026-11-25T17:00:00.123Z, 2026-11-25T17:00:00.123Z",
            "2026-11-25T18:00:00.123000+01:00, 2026-11-25T17:00:00.123Z"
        })
        void mayGiveTheStartDate(String given, Instant read) {
            assertThat(read(order(", \"startDate\": \"" + given + "\"")).startDate())
                    .contains(read);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"yesterday\"", "\"2026-11-25\"", "1795564800", "{}", "[]", "false", "\"\""})
        void withAStartDateThatIsNoneIsRefused(String startDate) {
            assertRefused(
                    order(", \"startDate\": " + startDate),
                    "StartDateUnusable",
                    startDate.replace("\"", ""),
                    "Nothing was deleted");
        }

        /** A failure and a detail were once taken for a confirmation. */
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "\"failure\": {\"error\": \"x\", \"cause\": \"y\"} | failure ({\"error\":\"x\",\"cause\":\"y\"})",
                    "\"failure\": false | failure (false)",
                    "\"detail\": {\"status\": \"ABORTED\"} | detail ({\"status\":\"ABORTED\"})",
                    "\"source\": \"aws.states\" | source (aws.states)",
                    "\"artifactsSynchronized\": true | artifactsSynchronized (true)",
                    "\"artifactsSynchronised\": \"true\" | artifactsSynchronised is true",
                    "\"artifactsSynchronised\": 1 | artifactsSynchronised is 1",
                    "\"loseQueuedExports\": {} | loseQueuedExports is {}",
                    "\"resources\": \"arn\" | resources is arn",
                    "\"resources\": [\"fs-1\"] | holds fs-1",
                    "\"resources\": [7] | holds 7",
                    "\"requestedBy\": 7 | requestedBy is 7"
                })
        void withWhatNobodyKnowsIsRefused(String member, String named) {
            assertRefused(order(", " + member), "InputUnusable", named, "Nothing was deleted");
        }

        /** Only the name after the last colon counted once: the verified cluster of that name was deleted. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"arn:aws:states:us-west-2:111122223333:execution:app-provision:nova-1\"",
                    "\"arn:aws:states:us-east-1:444455556666:execution:app-provision:nova-1\"",
                    "\"arn:aws:states:us-east-1:111122223333:execution:app-provision-2:nova-1\"",
                    "\"arn:aws:states:us-east-1:111122223333:execution:app-rollback:nova-1\"",
                    "\"arn:aws:states:us-east-1:111122223333:express:app-provision:nova-1:0\"",
                    "\"arn:aws:states:us-east-1:111122223333:execution:app-provision:nova-1:0\"",
                    "\"arn:aws:states:us-east-1:111122223333:execution:app-provision:\"",
                    "\"arn:aws:states:us-east-1:111122223333:execution:app-provision\"",
                    "\"arn:aws:states:us-east-1:111122223333:execution:app-provision: \"",
                    "\"x arn:aws:states:us-east-1:111122223333:execution:app-provision:nova-1\"",
                    "\"nova-1\"",
                    "\"\"",
                    "[\"arn:aws:states:us-east-1:111122223333:execution:app-provision:nova-1\"]",
                    "7",
                    "true",
                    "null"
                })
        void ofAnotherMachineIsRefused(String arn) {
            assertRefused(
                    "{\"executionArn\": %s, \"artifactsSynchronised\": true}".formatted(arn),
                    "NotAnExecutionOfProvision",
                    EXECUTIONS + ":<name>",
                    arn.replaceAll("^\"|\"$", ""));
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"artifactsSynchronised\": true}"})
        void withoutAnExecutionIsRefused(String input) {
            assertRefused(input, "NotAnExecutionOfProvision", "executionArn is missing", "Nothing was deleted");
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "\"text\"", "null", "7"})
        void thatIsNoObjectIsRefused(String input) {
            assertRefused(input, "InputUnusable", "the input is");
        }

        /** Step Functions takes at most 32,768 characters. */
        @Test
        void isQuotedInShort() {
            assertThatThrownBy(() -> read("{\"executionArn\": \"%s\"}".formatted("x".repeat(200_000))))
                    .extracting(Throwable::getMessage)
                    .asString()
                    .hasSizeLessThan(1_000);
        }

        private static String order(String members) {
            return "{\"executionArn\": \"%s\"%s}".formatted(EXECUTION, members);
        }
    }

    private static void assertRefused(String input, String error, String... words) {
        assertThatThrownBy(() -> read(input))
                .isInstanceOfSatisfying(
                        StartRefusedException.class,
                        refusal -> assertThat(refusal.error().text()).isEqualTo(error))
                .message()
                .contains(words);
    }

    private static RollbackStart read(String input) {
        try {
            return RollbackStart.of(Json.MAPPER.readTree(input), EXECUTIONS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
