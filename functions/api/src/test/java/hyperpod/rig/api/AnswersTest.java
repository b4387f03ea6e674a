package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.testkit.AwsAccount;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A failed call to AWS becomes a status that says whether to try again. */
class AnswersTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @Test
    void anAnswerIsJson() {
        APIGatewayProxyResponseEvent answer = Answers.of(202, Map.of("clusterName", "nova"));
        assertThat(answer.getStatusCode()).isEqualTo(202);
        assertThat(answer.getHeaders()).containsEntry("Content-Type", "application/json");
        assertThat(answer.getBody()).isEqualTo("{\"clusterName\":\"nova\"}");
    }

    @Test
    void anErrorHasTheShapeOfARefusedRequest() {
        APIGatewayProxyResponseEvent answer = Answers.error(404, "nowhere");
        assertThat(answer.getStatusCode()).isEqualTo(404);
        assertThat(answer.getBody()).contains("\"message\":\"nowhere\"", "\"violations\":[]");
    }

    @Test
    void whatTheWorkAnswersIsTheAnswer() {
        assertThat(Answers.to(() -> Answers.error(413, "x")).getStatusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({"InternalError, 500", "ServiceUnavailable, 503", "ProvisionedThroughputExceededException, 400"})
    void whatMayHelpToRepeatIsServiceUnavailable(String code, int status) {
        account.fails("GetItem", code, status);
        APIGatewayProxyResponseEvent answer = get();
        assertThat(answer.getStatusCode()).isEqualTo(503);
        assertThat(answer.getBody()).contains("Send the same request again");
    }

    @Test
    void whatIsNotAnsweredIsServiceUnavailable() {
        account.losesAnswer("GetItem", 100);
        assertThat(get().getStatusCode()).isEqualTo(503);
    }

    @Test
    void whatAwsRefusesIsAnErrorOfTheServer() {
        account.fails("GetItem", "AccessDeniedException", 400, "secret details");
        APIGatewayProxyResponseEvent answer = get();
        assertThat(answer.getStatusCode()).isEqualTo(500);
        assertThat(answer.getBody()).contains("AccessDeniedException").doesNotContain("secret details");
    }

    @Test
    void whatIsThrottledShortlySucceeds() {
        account.throttles("GetItem", 1);
        assertThat(get().getStatusCode()).isEqualTo(404);
    }

    @Test
    void aRequestThatCannotBeUsedIsTheCallers() {
        APIGatewayProxyResponseEvent answer = Answers.to(() -> {
            throw new InvalidRequestException("say true or false");
        });
        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(answer.getBody()).contains("say true or false");
    }

    @Test
    void aMistakeOfOursIsNotHidden() {
        assertThatThrownBy(() -> Answers.to(() -> {
                    throw new IllegalStateException("ours");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    private APIGatewayProxyResponseEvent get() {
        return Answers.to(() -> new World(account).lookup().answer("nova"));
    }
}
