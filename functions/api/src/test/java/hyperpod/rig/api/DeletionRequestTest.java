package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import hyperpod.rig.core.InvalidRequestException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeletionRequestTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                               | ``                               | false | false",
                "`{}`                                             | ``                               | false | false",
                "`{\"artifactsSynchronised\": true}`              | ``                               | true  | false",
                "`{\"artifactsSynchronised\": false}`             | ``                               | false | false",
                "``                                               | `artifactsSynchronised=true`     | true  | false",
                "``                                               | `artifactsSynchronised=true&loseQueuedExports=true` | true | true",
                "`{\"artifactsSynchronised\": true}`              | `loseQueuedExports=true`         | true  | true"
            })
    void aConfirmationMayStandInQueryOrBody(String body, String query, boolean synchronised, boolean lose) {
        assertThat(DeletionRequest.of(event(body, query))).isEqualTo(new DeletionRequest(synchronised, lose));
    }

    /** What was not understood is no confirmation. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"artifactsSynchronized\": true}`   | ``                          | not artifactsSynchronized",
                "`{\"artifactsSynchronised\": \"true\"}` | ``                        | artifactsSynchronised is \"true\"",
                "`{\"artifactsSynchronised\": 1}`      | ``                          | artifactsSynchronised is 1",
                "`{\"artifactsSynchronised\": null}`   | ``                          | artifactsSynchronised is null",
                "``                                    | `artifactsSynchronised=yes` | artifactsSynchronised is yes",
                "``                                    | `confirm=true`              | not confirm",
                "`{\"artifactsSynchronised\": true}`   | `artifactsSynchronised=true` | stands in the query and in the body",
                "`[true]`                              | ``                          | the body is [true]",
                "`true`                                | ``                          | the body is true",
                "`{`                                   | ``                          | ends too early",
                "`{\"artifactsSynchronised\": false, \"artifactsSynchronised\": true}` | `` | twice"
            })
    void whatCannotBeUnderstoodIsRefusedInWords(String body, String query, String words) {
        assertThatThrownBy(() -> DeletionRequest.of(event(body, query)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(words);
    }

    private static APIGatewayProxyRequestEvent event(String body, String query) {
        Map<String, String> parameters = Arrays.stream(query.split("&"))
                .filter(parameter -> !parameter.isEmpty())
                .map(parameter -> parameter.split("="))
                .collect(Collectors.toMap(parameter -> parameter[0], parameter -> parameter[1]));
        return World.call().withBody(body).withQueryStringParameters(parameters);
    }
}
