package hyperpod.rig.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.lambda.powertools.metrics.MetricsFactory;

/** What Lambda finds on standard output, line by line. */
class FunctionHandlerTest {

    private static final String INPUT = """
            {"execution": {"name": "nova-rig-1", "arn": "arn:aws:states:us-east-1:111122223333:execution:provision:nova-rig-1"}}""";

    private final PrintStream standardOutput = System.out;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeEach
    void captureOutput() {
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        MetricsFactory.getMetricsInstance().setNamespace("Test");
    }

    @AfterEach
    void releaseOutput() {
        System.setOut(standardOutput);
    }

    @Test
    void aLineIsJsonWithTheExecution() throws IOException {
        run(new Handler(() -> {}));

        JsonNode line = log().getFirst();
        assertThat(line.get("level").textValue()).isEqualTo("INFO");
        assertThat(line.get("message").textValue()).isEqualTo("does \"its\" work\nin two lines");
        assertThat(line.get("execution").textValue()).isEqualTo("nova-rig-1");
        assertThat(line.get("timestamp").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(line.get("cold_start").isBoolean()).isTrue();
        assertThat(line.has("error")).isFalse();
    }

    @Test
    void whatTheCallerHasToChangeIsAWarningWithoutStackTrace() {
        Throwable thrown = catchThrowable(() -> run(new Handler(() -> {
            throw new InvalidRequestException("clusterName is \"\": give it a name");
        })));

        assertThat(thrown).isInstanceOf(InvalidRequestException.class);
        assertThat(log()).hasSize(2);
        assertThat(log().getLast().get("level").textValue()).isEqualTo("WARN");
        assertThat(log().getLast().get("execution").textValue()).isEqualTo("nova-rig-1");
        assertThat(log().getLast().has("error")).isFalse();
    }

    /** While the stack is updated, a state machine may call a function of before. */
    @Test
    void whatANewerStateMachineSendsBesidesIsIgnored() throws IOException {
        run(new Handler(() -> {}), INPUT.replaceFirst("}$", ", \"ofANewerMachine\": {\"a\": [1]}}"));

        assertThat(log()).hasSize(1);
    }

    /** What the parser says speaks of its own classes. */
    @Test
    void anInputThatHoldsTooMuchIsRefusedInWords() {
        for (String extreme : List.of(
                "[".repeat(2_000) + "]".repeat(2_000), "9".repeat(2_000), "{\"" + "n".repeat(100_000) + "\": 1}")) {
            Throwable thrown = catchThrowable(
                    () -> run(new Handler(() -> {}), INPUT.replaceFirst("}$", ", \"input\": ") + extreme + "}"));
            assertThat(thrown)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("the input holds more than a request can; nest at most")
                    .message()
                    .doesNotContainPattern("(?i)jackson|Stream|`|\\(");
        }
    }

    @Test
    void aFailureIsOneErrorWithItsStackTrace() {
        Throwable thrown = catchThrowable(() -> run(new Handler(() -> {
            throw SdkClientException.create("no answer", new IOException("connection reset"));
        })));

        assertThat(thrown).isInstanceOf(ServiceUnavailableException.class);
        assertThat(log()).hasSize(2);
        assertThat(log().getLast().get("level").textValue()).isEqualTo("ERROR");
        assertThat(log().getLast().get("execution").textValue()).isEqualTo("nova-rig-1");
        assertThat(log().getLast().at("/error/name").textValue())
                .isEqualTo(ServiceUnavailableException.class.getName());
        assertThat(log().getLast().at("/error/stack").textValue())
                .contains("connection reset")
                .contains("FunctionHandlerTest");
    }

    @Test
    void whatLambdasRuntimePrintsOfItHoldsNoStackTrace() {
        Throwable thrown = catchThrowable(() -> run(new Handler(() -> {
            throw SdkClientException.create("no answer", new IOException("connection reset"));
        })));

        assertThat(thrown.getStackTrace()).isEmpty();
        assertThat(thrown.getCause().getStackTrace()).isEmpty();
        assertThat(thrown.getCause().getCause().getStackTrace()).isEmpty();
    }

    /** A class that the zip lacks, a stack that is too small: no exception, and a failure all the same. */
    @Test
    void anErrorOfTheJvmIsLoggedLikeAnException() {
        Throwable thrown = catchThrowable(() -> run(new Handler(() -> {
            throw new NoClassDefFoundError("software/amazon/awssdk/Missing");
        })));

        assertThat(thrown).isInstanceOf(NoClassDefFoundError.class);
        assertThat(thrown.getStackTrace()).isEmpty();
        assertThat(log()).hasSize(2);
        assertThat(log().getLast().get("level").textValue()).isEqualTo("ERROR");
        assertThat(log().getLast().get("execution").textValue()).isEqualTo("nova-rig-1");
        assertThat(log().getLast().at("/error/stack").textValue()).contains("FunctionHandlerTest");
    }

    /** What a close throws may name as its cause what it is suppressed by. */
    @Test
    void suppressedExceptionsLoseTheirStackTracesTooHoweverTheyHangTogether() {
        IllegalStateException failure = new IllegalStateException("failed");
        IllegalStateException closing = new IllegalStateException("not closed", failure);
        failure.addSuppressed(closing);
        Throwable thrown = catchThrowable(() -> run(new Handler(() -> {
            throw failure;
        })));

        assertThat(thrown).isSameAs(failure);
        assertThat(failure.getStackTrace()).isEmpty();
        assertThat(closing.getStackTrace()).isEmpty();
    }

    @Test
    void aLineThatCannotBeWrittenFailsNoFunction() throws IOException {
        run(new Handler(() -> LoggerFactory.getLogger("unwritable").warn("broken", new IllegalStateException() {
            @Override
            public String getMessage() {
                throw new UnsupportedOperationException("no message");
            }
        })));

        assertThat(log()).hasSize(1);
    }

    @Test
    void anInputThatCannotBeReadIsLoggedToo() {
        Throwable thrown = catchThrowable(() -> run(new Handler(() -> {}), "{\"execution\": 1}"));

        assertThat(thrown).isNotNull();
        assertThat(log())
                .singleElement()
                .satisfies(line -> assertThat(line.get("level").textValue()).isEqualTo("ERROR"));
    }

    @Test
    void anInputThatDoesNotSayForWhichExecutionIsRefusedByTheFieldsName() {
        Map.of(
                        "{}", "execution is missing",
                        "null", "execution is missing",
                        "{\"execution\": null}", "execution is missing",
                        "{\"execution\": {\"arn\": \"arn\"}}", "execution.name is missing",
                        "{\"execution\": {\"name\": \"e-1\", \"arn\": \" \"}}", "execution.arn is missing")
                .forEach((input, problem) -> assertThatThrownBy(() -> run(new Handler(() -> {}), input))
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageStartingWith(problem)
                        .hasMessageContaining("events/stepfunctions"));
    }

    @Test
    void theNextInvocationKnowsNothingOfThisOne() throws IOException {
        run(new Handler(() -> {}));
        LoggerFactory.getLogger("between").info("nothing runs");

        assertThat(log().getLast().has("execution")).isFalse();
    }

    private static void run(Handler handler) throws IOException {
        run(handler, INPUT);
    }

    private static void run(Handler handler, String input) throws IOException {
        handler.handleRequest(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), new ByteArrayOutputStream(), null);
    }

    /** All lines, which are JSON, but for those of metrics and for what the metrics' library says outside Lambda. */
    private List<JsonNode> log() {
        return output.toString(StandardCharsets.UTF_8)
                .lines()
                .map(FunctionHandlerTest::parsed)
                .filter(line -> !line.has("_aws")
                        && !line.get("message").textValue().matches("(Unknown Service|Endpoint is not defined).*"))
                .toList();
    }

    private static JsonNode parsed(String line) {
        try {
            return Json.MAPPER.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }

    private static final class Handler extends StateHandler<Handler.Input, Handler.Output> {

        private static final Logger LOG = LoggerFactory.getLogger(Handler.class);
        private final Runnable work;

        private Handler(Runnable work) {
            super(Input.class);
            this.work = work;
        }

        record Input(Execution execution, Optional<JsonNode> input) implements ExecutionScoped {}

        record Output(String result) {}

        @Override
        protected Output handle(Input input) {
            LOG.info("does {} work\nin two lines", "\"its\"");
            work.run();
            return new Output("done");
        }
    }
}
