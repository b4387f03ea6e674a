package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.RequestSchema;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.SampleRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * What each operation asks of AWS is the same with nobody else in the account and with 500 clusters and 500 executions
 * of others: the services' rates are shared with the workflow.
 */
class CallsTest {

    private static final int STRANGERS = 500;

    static Stream<Arguments> operations() {
        return Stream.of(
                operation(
                        "GET of what stands",
                        world -> world.lookup().answer("nova"),
                        Map.of(
                                "states:DescribeExecution", 1L,
                                "states:GetExecutionHistory", 1L,
                                "sagemaker:DescribeCluster", 1L,
                                "sagemaker:ListClusterNodes", 1L)),
                operation("GET of an unknown name", world -> world.lookup().answer("nobodys"), Map.of()),
                operation(
                        "GET of the list",
                        world -> world.list().answer(World.call()),
                        Map.of("sagemaker:DescribeCluster", 1L)),
                operation(
                        "DELETE",
                        world -> world.deletion()
                                .answer(World.call().withBody("{\"artifactsSynchronised\": true}"), "nova"),
                        Map.of(
                                "sagemaker:DescribeCluster", 1L,
                                "states:StartExecution", 1L)),
                operation(
                        "POST",
                        world -> new ExecutionStart(
                                        world.ledger,
                                        world.account.client(SfnClient.builder()),
                                        AwsAccount.PROVISION,
                                        new RequestSchema())
                                .answer(post()),
                        Map.of("states:StartExecution", 1L)));
    }

    private static Arguments operation(
            String name, Function<World, APIGatewayProxyResponseEvent> call, Map<String, Long> calls) {
        return Arguments.of(name, call, calls);
    }

    private static APIGatewayProxyRequestEvent post() {
        return World.call()
                .withBody(SampleRequest.json().put("clusterName", "new").toString());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void theNumberOfCallsDoesNotGrow(
            String name, Function<World, APIGatewayProxyResponseEvent> operation, Map<String, Long> calls) {
        Map<String, Long> alone = calls(operation, 0);
        Map<String, Long> amongMany = calls(operation, STRANGERS);
        assertThat(amongMany).isEqualTo(alone);
        Map<String, Long> ofControlPlanes = new TreeMap<>(alone);
        ofControlPlanes.keySet().removeIf(call -> call.startsWith("dynamodb:"));
        assertThat(ofControlPlanes).isEqualTo(calls);
    }

    private static Map<String, Long> calls(Function<World, APIGatewayProxyResponseEvent> operation, int strangers) {
        try (AwsAccount account = new AwsAccount()) {
            World world = new World(account);
            world.begun("nova-1", "nova").succeeded();
            for (int i = 0; i < strangers; i++) {
                account.cluster("strangers-" + i);
                account.provision("strangers-" + i).input("{\"clusterName\": \"stranger\"}");
            }
            int before = account.calls().size();
            assertThat(operation.apply(world).getStatusCode()).isLessThan(500);
            return account.calls().stream()
                    .skip(before)
                    .collect(Collectors.groupingBy(
                            call -> call.service() + ":" + call.operation(), TreeMap::new, Collectors.counting()));
        }
    }
}
