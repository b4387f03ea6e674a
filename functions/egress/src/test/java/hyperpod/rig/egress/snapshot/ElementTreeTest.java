package hyperpod.rig.egress.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trees of elements are those that Jackson would make. */
class ElementTreeTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"text\"",
                "12",
                "{\"A\": \"a\", \"B\": [{\"C\": null}, [], {}, true, false, 1.5, 12345678901234567890], \"D\": {\"E\": {\"F\": \"\"}}}",
                "{\"A\": 1, \"A\": 2}",
                "[1, [2, [3]]]"
            })
    void valuesAreReadAsJacksonReadsThem(String json) throws IOException {
        assertThat(read(json, Set.of())).isEqualTo(JSON.readTree(json));
        assertThat(read(json, Set.of()).toString())
                .isEqualTo(JSON.readTree(json).toString());
    }

    /** Hostile documents: objects of many members and deep nesting cost no more than Jackson's. */
    @Test
    void manyMembersAndDeepNestingAreReadToo() throws IOException {
        for (int members : new int[] {39, 40, 41, 5_000}) {
            String object = IntStream.range(0, members)
                    .mapToObj(i -> "\"m" + i + "\": {\"n\": " + i + "}")
                    .collect(Collectors.joining(", ", "{", "}"));
            assertThat(read(object, Set.of())).hasSize(members).isEqualTo(JSON.readTree(object));
        }
        String deep = "[".repeat(500) + "]".repeat(500);
        assertThat(read(deep, Set.of())).isEqualTo(JSON.readTree(deep));
    }

    @Test
    void aParserGoesOnBehindTheValue() throws IOException {
        try (JsonParser parser = JSON.createParser("[{\"A\": [1, 2]}, {\"B\": {}}, 3]")) {
            parser.nextToken();
            for (String expected : new String[] {"{\"A\":[1,2]}", "{\"B\":{}}", "3"}) {
                parser.nextToken();
                assertThat(ElementTree.read(parser)).hasToString(expected);
            }
        }
    }

    @Test
    void whatIsCutOffIsNoValue() {
        for (String json : new String[] {"{\"A\": ", "{\"A\": [1, ", "{\"A\": 1", "{\"A\" 1}", "[1 2]"}) {
            assertThatThrownBy(() -> read(json, Set.of())).as(json).isInstanceOf(JsonProcessingException.class);
        }
    }

    @Test
    void onlyTheMembersThatAreReadAreKept() throws IOException {
        JsonNode tree =
                read("{\"A\": {\"B\": 1, \"C\": {\"A\": 2}}, \"C\": [{\"A\": 3}], \"B\": []}", Set.of("A", "B"));
        assertThat(tree).hasToString("{\"A\":{\"B\":1},\"B\":[]}");
        assertThatThrownBy(() -> tree.path("C"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("C was not kept");
    }

    private static JsonNode read(String json, Set<String> kept) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            return ElementTree.read(parser, kept);
        }
    }
}
