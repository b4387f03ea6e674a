package hyperpod.rig.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestEnvelopeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"httpMethod\":\"POST\",\"body\":\"{}\",\"detail\":{}} | mixes ways in",
                "{\"httpMethod\":\"POST\",\"body\":\"{}\",\"clusterName\":\"x\"} | mixes ways in",
                "{\"source\":\"hyperpod.rig\",\"detail-type\":\"Provision Requested\",\"detail\":{},\"clusterName\":\"x\"} | mixes ways in",
                "{\"httpMethod\":\"GET\",\"body\":\"{}\"} | httpMethod is \"GET\"",
                "{\"httpMethod\":\"POST\",\"body\":null} | body is null",
                "{\"httpMethod\":\"POST\",\"body\":\"{\"} | body is not JSON",
                "{\"httpMethod\":\"POST\",\"body\":\"%%\",\"isBase64Encoded\":true} | not base64",
                "{\"source\":\"aws.sagemaker\",\"detail-type\":\"Provision Requested\",\"detail\":{}} | source is \"aws.sagemaker\"",
                "{\"source\":\"hyperpod.rig\",\"detail-type\":\"Other\",\"detail\":{}} | detail-type is \"Other\"",
                "{\"source\":\"hyperpod.rig\",\"detail-type\":\"Provision Requested\",\"detail\":7} | detail is 7"
            })
    void anUnclearInputIsRefused(String input, String words) {
        assertThatThrownBy(() -> unwrap(input))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(words);
    }

    @Test
    void aBase64BodyIsDecoded() throws JsonProcessingException {
        assertThat(unwrap("{\"httpMethod\":\"POST\",\"body\":\"eyJhIjoxfQ==\",\"isBase64Encoded\":true}"))
                .isEqualTo(Json.MAPPER.readTree("{\"a\":1}"));
    }

    /** By it the rule of that application takes the event; no request has such a field. */
    @Test
    void theApplicationThatAnEventIsForIsNoPartOfTheRequest() throws JsonProcessingException {
        assertThat(
                        unwrap(
                                "{\"source\":\"hyperpod.rig\",\"detail-type\":\"Provision Requested\",\"detail\":{\"application\":\"app\",\"clusterName\":\"x\"}}"))
                .isEqualTo(Json.MAPPER.readTree("{\"clusterName\":\"x\"}"));
        assertThat(unwrap("{\"application\":\"app\",\"clusterName\":\"x\"}").has("application"))
                .as("a request that is no event is read whole")
                .isTrue();
    }

    private static JsonNode unwrap(String input) throws JsonProcessingException {
        return RequestEnvelope.unwrap(Json.MAPPER.readTree(input));
    }
}
