package hyperpod.rig.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {

    @Test
    void aFunctionsErrorIsReadAsItsMessage() {
        Failure failure = new Failure(
                Optional.of("CreateCluster"), "E", "{\"errorMessage\": \"no capacity\", \"stackTrace\": [\"a\"]}");
        assertThat(failure.readable()).isEqualTo(new Failure(Optional.of("CreateCluster"), "E", "no capacity"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"it took too long", "{", "", "7", "{\"errorMessage\": 7}", "{\"message\": \"m\"}"})
    void whatIsNoFunctionsErrorStaysAsItIs(String cause) {
        assertThat(new Failure(Optional.empty(), "E", cause).readable().cause()).isEqualTo(cause);
    }

    @Test
    void aLongCauseIsShortened() {
        assertThat(new Failure(Optional.empty(), "E", "x".repeat(8_001))
                        .readable()
                        .cause())
                .hasSize(8_000)
                .endsWith("...");
        assertThat(new Failure(Optional.empty(), "E", "x".repeat(8_000))
                        .readable()
                        .cause())
                .isEqualTo("x".repeat(8_000));
    }
}
