package hyperpod.rig.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

    /** ~ stands for a line break. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1,~ \"b\": tru}        | the body is not JSON: at line 2, column 7 stands tru}, which cannot stand there; correct it there",
                "{\"a\": 1~ \"b\": 2}           | the body is not JSON: at line 2, column 2 stands \"b\": 2}, which cannot stand there; correct it there",
                "{'a': 1}                       | the body is not JSON: at line 1, column 2 stands 'a': 1}, which cannot stand there; correct it there",
                "{\"a\": 01}                    | the body is not JSON: at line 1, column 8 stands 1}, which cannot stand there; correct it there",
                "{\"a\": [1, 2}                 | the body is not JSON: at line 1, column 12 stands }, which cannot stand there; correct it there",
                "nova                           | the body is not JSON: at line 1, column 1 stands nova, which cannot stand there; correct it there",
                "{\"a\": {~\"b\": 1             | the body is not JSON: it ends too early, at line 2, column 7; close every quotation mark, bracket and brace",
                "{\"a                           | the body is not JSON: it ends too early, at line 1, column 4; close every quotation mark, bracket and brace",
                "{\"a\": 1}~{\"a\": 1}          | the body goes on after the request's end at line 1, column 9, with {\"a\": 1}; send one request object alone",
                "{} nova                        | the body goes on after the request's end at line 1, column 3, with nova; send one request object alone",
                "{\"a\": 1, \"a\": 1}           | the body gives a twice, the second time just before line 1, column 13; keep the one that is meant",
                "{\"g\": [{}, {\"n\": 1,~\"n\": 2}]} | the body gives g[1].n twice, the second time just before line 2, column 4; keep the one that is meant",
                "{\"t\": {\"x\": {\"y\": [], \"y\": []}}} | the body gives t.x.y twice, the second time just before line 1, column 26; keep the one that is meant"
            })
    void aTextThatIsNotOneRequestIsRefusedWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> RequestReader.body(text.replace('~', '\n'), false))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t"})
    void anEmptyBodyIsRefused(String text) {
        assertThatThrownBy(() -> RequestReader.body(text, false))
                .hasMessage("the body is empty; send one request object");
    }

    @Test
    void whatIsDeeperOrLongerThanARequestIsRefusedInWords() {
        String deep = "{\"a\":".repeat(100_000);
        String number = "{\"a\":\n" + "9".repeat(100_000) + "}";
        String name = "{\"" + "n".repeat(100_000) + "\": 1}";
        assertThatThrownBy(() -> RequestReader.body(deep, false))
                .hasMessageMatching(
                        "the body holds more than a request can, at line 1, column \\d+; nest at most 50 deep, .*");
        assertThatThrownBy(() -> RequestReader.body("[".repeat(100_000), false))
                .hasMessageContaining("nest at most 50 deep");
        assertThatThrownBy(() -> RequestReader.body(number, false))
                .hasMessageMatching(
                        "(?s)the body holds more than a request can, at line 2, column \\d+; .*numbers of at most 100 digits.*");
        assertThatThrownBy(() -> RequestReader.body(name, false))
                .hasMessageContaining("names of at most 1000 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": tru}",
                "{\"a\"",
                "{} {}",
                "{\"a\":1,\"a\":1}",
                "\"\\q\"",
                "\u0001",
                "{\"a\": NaN}",
                "{\"a\": +1}",
                "{\"a\": \"\t\"}",
                "// {}"
            })
    void noErrorSpeaksOfTheParser(String text) {
        assertThatThrownBy(() -> RequestReader.body(text, false))
                .isInstanceOf(InvalidRequestException.class)
                .message()
                .contains("line 1, column ")
                .doesNotContainPattern("(?i)jackson|fasterxml|exception|source|token|parser|`|\\(code|\\w\\(\\)");
    }

    @Test
    void aLongLineIsShownInPart() {
        assertThatThrownBy(() -> RequestReader.body("{\"a\": " + "x".repeat(1_000_000), false))
                .message()
                .hasSizeLessThan(300);
        String twice = "\"" + "n".repeat(900) + "\": 1";
        assertThatThrownBy(() -> RequestReader.body("{" + twice + ", " + twice + "}", false))
                .message()
                .hasSizeLessThan(300);
    }

    /** Windows' shells begin a text with it. */
    @Test
    void aByteOrderMarkIsNoPartOfTheRequest() {
        assertThat(RequestReader.body("\uFEFF{\"a\": 1}", false).path("a").intValue())
                .isEqualTo(1);
        assertThat(RequestReader.body("77u/eyJhIjogMX0=", true).path("a").intValue())
                .isEqualTo(1);
        assertThatThrownBy(() -> RequestReader.body("\uFEFF", false)).hasMessageContaining("the body is empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00A0 | at line 1, column 1 stands U+00A0",
                "200B | at line 1, column 1 stands U+200B",
                "0000 | stands U+0000",
                "D800 | at line 1, column 1 stands U+D800 ?"
            })
    void whatCannotBeSeenIsNamed(String codePoint, String words) {
        String unseen = Character.toString(Integer.parseInt(codePoint, 16));
        assertThatThrownBy(() -> RequestReader.body(unseen, false)).hasMessageContaining(words);
        assertThatThrownBy(() -> RequestReader.body("{}" + unseen, false))
                .hasMessageContaining("after the request's end")
                .hasMessageContaining("U+" + codePoint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\f", "\u000b", "\u00a0", "\ufeff"})
    void onlyWhitespaceOfJsonMayFollow(String text) {
        assertThatThrownBy(() -> RequestReader.body("{}" + text, false))
                .hasMessageContaining("the body goes on after the request's end at line 1, column 3");
    }

    @Test
    void aNameOfNothingThatIsGivenTwiceIsShown() {
        assertThatThrownBy(() -> RequestReader.body("{\"\": 1, \"\": 2}", false))
                .hasMessageContaining("gives request[\"\"] twice");
    }

    @Test
    void aMessageHoldsWholeCharactersAlone() {
        for (String text : List.of("\uD83D\uDE00".repeat(100), "x" + "\uD83D\uDE00".repeat(100), "\uD800 {}")) {
            assertThatThrownBy(() -> RequestReader.body(text, false)).message().doesNotContainPattern("\\p{Cs}");
            assertThatThrownBy(() -> RequestReader.body("{\"%1$s\": 1, \"%1$s\": 1}".formatted(text), false))
                    .message()
                    .doesNotContainPattern("\\p{Cs}");
        }
    }

    /** The parser's own table of names overflows, and is broken for the requests of all who come after. */
    @Test
    void namesOfEqualHashDoNotHarmTheNextRequest() throws IOException {
        String hostile = IntStream.range(0, 8_192)
                .mapToObj(i -> IntStream.range(0, 13)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "B@")
                        .collect(Collectors.joining("", "\"", "\": 0")))
                .collect(Collectors.joining(",", "{", "}"));
        String next =
                IntStream.range(0, 5_000).mapToObj(i -> "\"k" + i + "\": 0").collect(Collectors.joining(",", "{", "}"));
        for (int repetition = 0; repetition < 3; repetition++) {
            assertThat(RequestReader.body(hostile, false)).hasSize(8_192);
            assertThat(RequestReader.body(next, false)).hasSize(5_000);
            assertThat(Json.MAPPER.readTree(hostile)).hasSize(8_192);
            assertThat(Json.MAPPER.readTree(next)).hasSize(5_000);
        }
    }

    @Test
    void theSameNameInTwoObjectsIsNoDuplicate() {
        JsonNode request = RequestReader.body(
                " {\"a\": {\"n\": 1}, \"b\": {\"n\": 1}, \"n\": [{\"n\": 1}, {\"n\": 1}]} \n", false);
        assertThat(request.at("/n/1/n").intValue()).isEqualTo(1);
    }

    @Test
    void aBase64BodyIsDecoded() {
        assertThat(RequestReader.body("eyJhIjoxfQ==", true).path("a").intValue())
                .isEqualTo(1);
        assertThatThrownBy(() -> RequestReader.body("%%", true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not base64");
    }
}
