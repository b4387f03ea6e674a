package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.simulator.LocalAccount.World;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolTest implements ConformingResponses {

    private final LocalAccount account = LocalAccount.shared();

    @Test
    void anErrorNamesItsTypeTwiceAndCarriesARequestId() {
        HttpResponse<String> refused = account.call(
                "AWSSimbaAPIService_v20180301.DescribeFileSystems", "{\"FileSystemIds\":[\"fs-00000000\"]}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/x-amz-json-1.1");
        assertThat(refused.headers().firstValue("x-amzn-ErrorType")).contains("FileSystemNotFound");
        assertThat(refused.headers().firstValue("x-amzn-RequestId").orElseThrow())
                .hasSize(36);
        JsonNode body = LocalAccount.parsed(refused.body());
        assertThat(body.path("__type").asText()).isEqualTo("FileSystemNotFound");
        assertThat(body.path("Message").asText()).contains("fs-00000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SageMaker.Nothing", "SageMaker.ListModels", "SageMaker", "Other.ListClusters", "."})
    void whatIsNotServedIsUnknown(String target) {
        HttpResponse<String> refused = account.call(target, "{}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("x-amzn-ErrorType")).contains("UnknownOperationException");
    }

    @ParameterizedTest
    @CsvSource({
        "'', MissingAuthenticationTokenException",
        "AWS4-HMAC-SHA256 Signature=0, IncompleteSignatureException",
        "AWS4-HMAC-SHA256 Credential=a/20261123/us-east-1/fsx/aws4_request, InvalidSignatureException"
    })
    void aCallMustBeSignedForItsService(String authorization, String code) {
        HttpRequest.Builder request = HttpRequest.newBuilder(account.endpoint())
                .header("X-Amz-Target", "SageMaker.ListClusters")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }

        assertThat(account.send(request).headers().firstValue("x-amzn-ErrorType"))
                .contains(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "\"text\"", "1", "nothing"})
    void aBodyThatIsNoObjectIsASerializationException(String body) {
        assertThat(account.call("SageMaker.ListClusters", body).headers().firstValue("x-amzn-ErrorType"))
                .contains("SerializationException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}{}", "{} x", "{}]", "{'a':1}}"})
    void textAfterTheBodyIsASerializationException(String body) {
        assertThat(account.call("SageMaker.ListClusters", body.replace('\'', '"'))
                        .headers()
                        .firstValue("x-amzn-ErrorType"))
                .contains("SerializationException");
    }

    @Test
    void aBodyThatNoRequestNeedsIsTooLarge() {
        HttpResponse<String> refused =
                account.call("SageMaker.ListClusters", "{\"NameContains\":\"" + "x".repeat(8 << 20) + "\"}");

        assertThat(refused.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mars-1", "us-east-9", "aws-global"})
    void aRegionThatDoesNotExistHasNoControlPlane(String region) {
        HttpRequest.Builder request = HttpRequest.newBuilder(account.endpoint())
                .header("X-Amz-Target", "SageMaker.ListClusters")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=a/20261123/" + region
                                + "/sagemaker/aws4_request, SignedHeaders=host, Signature=0")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));

        assertThat(account.send(request).headers().firstValue("x-amzn-ErrorType"))
                .contains("InvalidSignatureException");
    }

    @Test
    void aTokenContinuesTheCallThatGaveItAndNoOther() {
        String arn = ClusterWorld.fresh().createWithTags(12);
        String call = "{\"ResourceArn\":\"" + arn + "\"%s}";
        String token = account.answer("SageMaker.ListTags", call.formatted(""))
                .path("NextToken")
                .asText();
        String next = ",\"NextToken\":\"" + token + "\"";

        assertThat(account.answer("SageMaker.ListTags", call.formatted(next)).path("Tags"))
                .hasSize(2);
        for (String other : new String[] {"ListClusters", "ListClusterNodes"}) {
            String body = "{\"ClusterName\":\"" + arn + "\"" + next + "}";
            assertThat(account.refusal("SageMaker." + other, body)).startsWith("ValidationException");
        }
        assertThat(account.refusal("SageMaker.ListTags", call.formatted(",\"NextToken\":\"bm9uZQ==\"")))
                .startsWith("ValidationException");
        assertThat(account.refusal(
                        "AWSSimbaAPIService_v20180301.DescribeFileSystems", "{\"NextToken\":\"" + token + "\"}"))
                .startsWith("BadRequest");
    }

    @Test
    void anEmptyBodyIsAnEmptyRequest() {
        assertThat(account.call("SageMaker.ListClusters", "").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            {'subnetIds':['s'],'scenario':{'cluster':{'createoutcome':'Failed'}}} | cluster.createoutcome
            {'subnetIds':['s'],'scenario':{'clusters':{}}} | clusters
            {'subnetIds':['s'],'scenario':{'cluster':{'createOutcome':'Broken'}}} | InService, Failed or Degraded
            {'subnetIds':['s'],'scenario':{'cluster':{'seconds':{'dancing':1}}}} | cluster.seconds.dancing
            {'subnetIds':['s'],'scenario':{'cluster':{'stuckNodes':-1}}} | cluster.stuckNodes
            {'subnetIds':['s'],'scenario':{'throttle':{'ListModels':1}}} | throttle.ListModels
            {'subnetIds':['s'],'scenario':{'faults':{'CreateCluster':[404]}}} | faults.CreateCluster
            {'subnetIds':['s'],'scenario':{'slow':{'CreateCluster':[-1]}}} | slow.CreateCluster
            {'subnetIds':['s'],'scenario':{'slow':{'ListModels':[1]}}} | slow.ListModels
            {'subnetIds':['s'],'scenario':[]} | object
            {'subnetIds':[],'scenario':{}} | subnetIds
            {'subnetIds':['s']} | scenario is missing
            {'subnetIds':['s'],'scenario':{},'name':'x'} | name is unknown
            nonsense | not JSON
            """)
    void aScenarioThatIsNotUnderstoodIsRefusedByName(String body, String named) {
        HttpResponse<String> refused = account.admin("PUT", "scenarios", body.replace('\'', '"'));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(LocalAccount.parsed(refused.body()).path("error").asText()).contains(named);
    }

    @Test
    void theAdministrationSaysWhatItKnows() {
        assertThat(account.admin("GET", "health", "").statusCode()).isEqualTo(200);
        assertThat(account.admin("POST", "health", "").statusCode()).isEqualTo(405);
        HttpResponse<String> unknown = account.admin("GET", "weather", "");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("scenarios").contains("state");
    }

    @Test
    void theStateShowsBindings() {
        World world = account.world();
        account.scenario(world, "{}");
        assertThat(account.state().path("boundSubnets").toString()).contains(world.subnetId());

        account.admin("DELETE", "scenarios", "{\"subnetIds\":[\"" + world.subnetId() + "\"]}");
        assertThat(account.state().path("boundSubnets").toString()).doesNotContain(world.subnetId());
    }
}
