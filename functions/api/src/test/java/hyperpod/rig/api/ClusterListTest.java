package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.JsonText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What GET lists. */
class ClusterListTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final World world = new World(account);

    @Test
    void whatStandsAndWhatIsUnderWayIsListedByName() {
        String arn = world.begun("e-1", "standing").succeeded().arn();
        world.begun("e-2", "coming").intendsCluster();
        World.Begun leaving = world.begun("e-3", "leaving");
        leaving.succeeded();
        leaving.rollback("r-1", "RUNNING");
        world.begun("e-4", "orphaned").intendsCluster().ended("ABORTED");
        World.Begun gone = world.begun("e-5", "gone");
        gone.succeeded().gone();
        gone.rolledBack("r-2");
        world.begun("e-6", "deleted-by-somebody").succeeded().gone();

        JsonNode list = list(Map.of());

        assertThat(list.path("clusters")
                        .valueStream()
                        .map(cluster -> cluster.path("clusterName").asText() + " "
                                + cluster.path("state").asText()))
                .containsExactly("coming UNDER_WAY", "leaving BEING_TAKEN_BACK", "orphaned REMAINS", "standing STANDS");
        JsonNode standing = list.at("/clusters/3");
        assertThat(standing.path("executionArn").asText()).isEqualTo(AwsAccount.execution("e-1"));
        assertThat(standing.path("clusterArn").asText()).isEqualTo(arn);
        assertThat(standing.path("clusterStatus").asText()).isEqualTo("InService");
        assertThat(standing.path("succeededAt").asText()).isEqualTo(AwsAccount.NOW.toString());
        assertThat(list.has("nextToken")).isFalse();
    }

    @Test
    void pagesFollowOneAnother() {
        for (int i = 0; i < 5; i++) {
            world.begun("e-" + i, "nova-" + i).succeeded();
        }
        List<String> names = new ArrayList<>();
        Map<String, String> query = new HashMap<>(Map.of("maxResults", "2"));
        int pages = 0;
        do {
            JsonNode page = list(query);
            assertThat(page.path("clusters").size()).isLessThanOrEqualTo(2);
            page.path("clusters")
                    .forEach(cluster -> names.add(cluster.path("clusterName").asText()));
            query.remove("nextToken");
            if (page.has("nextToken")) {
                query.put("nextToken", page.path("nextToken").asText());
            }
            pages++;
        } while (query.containsKey("nextToken"));
        assertThat(names).containsExactly("nova-0", "nova-1", "nova-2", "nova-3", "nova-4");
        assertThat(pages).isGreaterThanOrEqualTo(3);
    }

    @Test
    void anEmptyLedgerIsAnEmptyList() {
        assertThat(list(Map.of()).toString()).isEqualTo("{\"clusters\":[]}");
    }

    /** One that cannot be asked hides no other. */
    @Test
    void whatCannotBeAskedIsListedAsUnknown() {
        world.begun("e-1", "nova-1").succeeded();
        world.begun("e-2", "nova-2").intendsCluster();
        account.fails("DescribeCluster", "AccessDeniedException", 400);
        assertThat(list(Map.of())
                        .path("clusters")
                        .valueStream()
                        .map(cluster -> cluster.path("state").asText()))
                .containsExactly("UNKNOWN", "UNDER_WAY");
    }

    @ParameterizedTest
    @CsvSource({
        "maxResults, 0, maxResults is 0",
        "maxResults, 51, maxResults is 51",
        "maxResults, -1, maxResults is -1",
        "maxResults, 2.5, maxResults is 2.5",
        "maxResults, many, whole number from 1 to 50",
        "maxResults, '', maxResults is",
        "maxresults, 2, not maxresults",
        "nextToken, nonsense, nextToken is none",
        "nextToken, e30, nextToken is none",
        "nextToken, '', nextToken is none"
    })
    void whatCannotBeUsedIsRefusedInWords(String parameter, String value, String words) {
        APIGatewayProxyResponseEvent answer =
                Answers.to(() -> world.list().answer(World.call().withQueryStringParameters(Map.of(parameter, value))));
        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(JsonText.parsed(answer.getBody()).path("message").asText()).contains(words);
    }

    private JsonNode list(Map<String, String> query) {
        APIGatewayProxyResponseEvent answer = world.list().answer(World.call().withQueryStringParameters(query));
        assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(200);
        return JsonText.parsed(answer.getBody());
    }
}
