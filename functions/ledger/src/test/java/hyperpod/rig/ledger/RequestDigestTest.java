package hyperpod.rig.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.core.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestDigestTest {

    private static String digest(String json) {
        try {
            return RequestDigest.of(Json.MAPPER.readTree(json));
        } catch (IOException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"a\":1,\"b\":[1,2]}; {  \"b\" : [ 1, 2 ],\t\"a\": 1 }",
                "{\"a\":{\"b\":null,\"c\":true}}; {\"a\":{\"c\":true,\"b\":null}}",
                "{\"a\":2}; {\"a\":2.0}",
                "{\"a\":200}; {\"a\":2e2}",
                "{\"a\":0}; {\"a\":-0.00}",
                "{\"a\":\"\\u00fc\"}; {\"a\":\"ü\"}",
                "{}; { }",
            })
    void theSameRequestHasTheSameDigest(String one, String other) {
        assertThat(digest(one)).isEqualTo(digest(other)).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"a\":[1,2]}; {\"a\":[2,1]}",
                "{\"a\":1}; {\"a\":\"1\"}",
                "{\"a\":null}; {}",
                "{\"a\":null}; {\"a\":\"null\"}",
                "{\"a\":1}; {\"a\":1.01}",
                "{\"a\":[1,[2]]}; {\"a\":[1,2]}",
                "{\"a\":\"x\",\"b\":\"y\"}; {\"a\":\"x\\\",\\\"b\\\":\\\"y\"}",
                "{\"a\":{}}; {\"a\":[]}",
            })
    void anotherRequestHasAnother(String one, String other) {
        assertThat(digest(one)).isNotEqualTo(digest(other));
    }

    /** Digests outlive the code: one that changes would make the same request another. */
    @Test
    void aDigestStays() {
        assertThat(digest("{\"b\": [1.50, \"x\"], \"a\": {}}"))
                .as("SHA-256 of {\"a\":{},\"b\":[1.5,\"x\"]}")
                .isEqualTo("e39f1efa67b0446b8c2d928872d015520144e251941d6b3b24ad94884c13b4ad");
    }
}
