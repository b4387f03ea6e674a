package hyperpod.rig.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Step Functions gives as a cause becomes one flat object: no JSON in JSON. */
class FailureTest {

    private static final String INVALID = InvalidRequestException.class.getName();

    @Test
    void aFunctionsErrorIsItsMessage() {
        assertThat(Failure.of("CreateCluster", "E", ofFunction("no capacity")))
                .isEqualTo(new Failure("CreateCluster", "E", "no capacity", List.of(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it took too long",
                "{",
                "",
                "7",
                "{\"message\": \"m\"}",
                "[[[",
                "{\"failure\": 7}",
                "null",
                "{\"failure\": {\"message\": 7}}",
                "{\"Cause\": \"c\"}"
            })
    void whatIsNoFunctionsErrorStaysAsItIs(String cause) {
        assertThat(Failure.of("S", "E", cause).message()).isEqualTo(cause);
    }

    @Test
    void theViolationsOfARequestAreAList() {
        List<Violation> violations = List.of(
                new Violation("clusterName", "\"a b\"", "is no name", "use letters; digits; hyphens"),
                new Violation("tags.a\n- b", "", "is missing", "give it"));
        Failure failure = Failure.of(
                "ValidateRequest",
                INVALID,
                ofFunction(InvalidRequestException.of(violations).getMessage()));
        assertThat(failure.message()).isEqualTo("2 violations; nothing was created");
        assertThat(failure.violations())
                .containsExactly(
                        "clusterName is \"a b\", which is no name: use letters; digits; hyphens",
                        "tags.a - b is missing: give it");
    }

    @Test
    void ofManyViolationsTheFirstAreListed() {
        Violation one = new Violation("a", "", "is missing", "give it");
        String message =
                InvalidRequestException.of(Collections.nCopies(23, one)).getMessage();
        Failure failure = Failure.of("ValidateRequest", INVALID, ofFunction(message));
        assertThat(failure.message()).isEqualTo("23 violations; nothing was created");
        assertThat(failure.violations()).hasSize(21).endsWith("and 3 more");
        assertThat(Failure.of(
                                "ValidateRequest",
                                INVALID,
                                ofFunction(
                                        InvalidRequestException.of(List.of(one)).getMessage()))
                        .message())
                .isEqualTo("1 violation; nothing was created");
    }

    @Test
    void aRequestThatIsRefusedForOneThingHasNoList() {
        Failure failure = Failure.of("ValidateRequest", INVALID, ofFunction("the body is empty; send one"));
        assertThat(failure.message()).isEqualTo("the body is empty; send one");
        assertThat(failure.violations()).isEmpty();
    }

    /** A message of AWS that looks like a list is none. */
    @Test
    void onlyARequestHasViolations() {
        String message = "1 violation; nothing was created\n- a";
        assertThat(Failure.of("S", "E", ofFunction(message)).message()).isEqualTo(message);
    }

    @Test
    void whatNestedExecutionsEndedWithIsNotQuoted() {
        String nested = Json.text(Map.of(
                "ExecutionArn", "arn:x", "Status", "FAILED", "Error", "Inner", "Cause", ofFunction("no rights")));
        assertThat(Failure.of("RollBack", "States.TaskFailed", nested))
                .isEqualTo(new Failure("RollBack", "Inner", "no rights", List.of(), Optional.empty()));
    }

    /** The rule's rollback reads what the execution ended with. */
    @Test
    void whatAnExecutionOfProvisionEndedWithIsItsFailure() {
        Failure before = new Failure("CreateCluster", "E", "no capacity", List.of("a is b"), Optional.of("wait"));
        String cause = Json.text(Map.of("failure", before, "remaining", List.of()));
        assertThat(Failure.of("unknown", "RollbackNotStarted", cause)).isEqualTo(before);
    }

    /** 32,768 characters are what an execution's cause may have; quoting doubles some of them. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\"", "\\", "\u00e9", "\ud83d\ude00"})
    void whateverIsGivenFitsIntoACause(String character) {
        String much = character.repeat(40_000);
        Stream.of(
                        new Failure(much, much, much, Collections.nCopies(60, much), Optional.of(much)),
                        Failure.of("S", INVALID, ofFunction(much)),
                        Failure.of("S", "E", much))
                .forEach(failure -> assertThat(Json.text(Map.of("failure", failure, "remaining", List.of())))
                        .hasSizeLessThan(20_000));
        assertThat(Failure.of("S", "E", much).message()).endsWith("...");
    }

    @Test
    void itIsWrittenFlat() {
        assertThat(Json.text(new Failure("S", "E", "m", List.of(), Optional.empty())))
                .isEqualTo("{\"state\":\"S\",\"error\":\"E\",\"message\":\"m\",\"violations\":[]}");
    }

    private static String ofFunction(String message) {
        return Json.text(Map.of("errorMessage", message, "errorType", "E", "stackTrace", List.of()));
    }
}
