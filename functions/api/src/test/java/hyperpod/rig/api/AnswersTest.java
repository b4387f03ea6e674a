package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.testkit.AwsAccount;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sfn.SfnClient;

/** A failed call to Step Functions becomes a status that says whether to try again. */
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
    @CsvSource({"InternalError, 500", "ServiceUnavailable, 503", "ThrottlingException, 400"})
    void whatMayHelpToRepeatIsServiceUnavailable(String code, int status) {
        account.fails("ListExecutions", code, status);
        APIGatewayProxyResponseEvent answer = list();
        assertThat(answer.getStatusCode()).isEqualTo(503);
        assertThat(answer.getBody()).contains("Send the same request again, with the same Idempotency-Key");
    }

    @Test
    void whatIsNotAnsweredIsServiceUnavailable() {
        account.losesAnswer("ListExecutions", 100);
        assertThat(list().getStatusCode()).isEqualTo(503);
    }

    @Test
    void whatAwsRefusesIsAnErrorOfTheServer() {
        account.fails("ListExecutions", "AccessDeniedException", 400, "secret details");
        APIGatewayProxyResponseEvent answer = list();
        assertThat(answer.getStatusCode()).isEqualTo(500);
        assertThat(answer.getBody()).contains("AccessDeniedException").doesNotContain("secret details");
    }

    @Test
    void whatIsThrottledShortlySucceeds() {
        account.throttles("ListExecutions", 1);
        assertThat(list().getStatusCode()).isEqualTo(404);
    }

    @Test
    void aMistakeOfOursIsNotHidden() {
        assertThatThrownBy(() -> Answers.to(() -> {
                    throw new IllegalStateException("ours");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    private APIGatewayProxyResponseEvent list() {
        return Answers.to(
                () -> new ExecutionReport(account.client(SfnClient.builder()), AwsAccount.PROVISION).answer("nova"));
    }
}
