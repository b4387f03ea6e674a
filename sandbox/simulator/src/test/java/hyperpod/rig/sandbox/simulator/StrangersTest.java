package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An account full of what others own, and how often it is asked for what. */
class StrangersTest {

    private final VirtualAccount account = new VirtualAccount(1);

    @Test
    void anAccountIsFilledWithWhatOthersOwn() {
        account.simulator().addStrangers(500, 200);
        account.simulator().addStrangers(1, 1);
        JsonNode state = account.simulator().state();
        assertThat(state.path("clusters")).hasSize(501);
        assertThat(state.path("fileSystems")).hasSize(201);
        assertThat(account.status("stranger-500")).isEqualTo("InService");
        assertThat(account.call("sagemaker", "ListClusters", "{'MaxResults': 100}")
                        .path("NextToken")
                        .asText())
                .isNotEmpty();
        assertThat(account.call("fsx", "DescribeFileSystems", "{}").path("FileSystems"))
                .hasSize(10);
        account.createCluster("nova");
        account.passes(Duration.ofHours(3));
        assertThat(account.status("nova")).isEqualTo("InService");
        account.call("sagemaker", "DeleteCluster", "{'ClusterName': 'stranger-7'}");
        account.passes(Duration.ofHours(3));
        assertThat(account.status("stranger-7")).isEqualTo("ResourceNotFound");
        assertThat(account.simulator().state().path("problems")).isEmpty();
    }

    @Test
    void whatIsAskedIsCounted() {
        account.createCluster("nova");
        account.createCluster("nova");
        account.status("nova");
        account.call("fsx", "DescribeFileSystems", "{}");
        assertThat(account.simulator().state().path("calls").toString())
                .isEqualTo(LocalAccount.json(
                                "{'sagemaker': {'CreateCluster': 2, 'DescribeCluster': 1}, 'fsx': {'DescribeFileSystems': 1}}")
                        .toString());
    }

    @Test
    void anAdministratorFillsIt() {
        LocalAccount local = new LocalAccount((accessKeyId, permissions) -> {});
        assertThat(local.admin("PUT", "strangers", "{\"clusters\": 3}").statusCode())
                .isEqualTo(200);
        assertThat(local.sageMaker().listClusters(r -> {}).clusterSummaries()).hasSize(3);
        assertThat(local.state().at("/calls/sagemaker/ListClusters").asInt()).isEqualTo(1);
        assertThat(local.admin("PUT", "strangers", "{\"clusters\": -1}").statusCode())
                .isEqualTo(400);
        assertThat(local.admin("PUT", "strangers", "{\"volumes\": 1}").statusCode())
                .isEqualTo(400);
    }
}
