package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.simulator.model.ServiceModels;
import hyperpod.rig.sandbox.simulator.network.Network;
import hyperpod.rig.sandbox.simulator.network.NetworkInterface;
import hyperpod.rig.sandbox.simulator.network.SecurityGroup;
import hyperpod.rig.sandbox.simulator.network.Subnet;
import hyperpod.rig.sandbox.simulator.server.Answer;
import hyperpod.rig.sandbox.simulator.server.Simulator;
import hyperpod.rig.sandbox.simulator.services.ExecutionRoles;
import hyperpod.rig.sandbox.simulator.services.OtherServices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The control planes on a clock that the test moves: nothing runs but what the test's own thread does. */
class VirtualTimeTest {

    private static final ServiceModels MODELS = new ServiceModels(LocalAccount.models());
    private static final Instant START = Instant.parse("2026-07-11T10:30:00Z");
    private static final String SUBNET = "subnet-0a1b2c3d4e5f60718";
    private static final String CLUSTER = """
            {"ClusterName": "nova", "Orchestrator": {"Eks": {"ClusterArn": "arn:aws:eks:us-east-1:000000000000:cluster/nova"}},
             "VpcConfig": {"Subnets": ["subnet-0a1b2c3d4e5f60718"], "SecurityGroupIds": ["sg-0123456789abcdef0"]},
             "RestrictedInstanceGroups": [{"InstanceGroupName": "rig-1", "InstanceType": "ml.p5.48xlarge", "InstanceCount": 2,
               "ExecutionRole": "arn:aws:iam::000000000000:role/nova",
               "EnvironmentConfig": {"FSxLustreConfig": {"SizeInGiB": 4800, "PerUnitStorageThroughput": 250}}}]}""";

    private Instant now = START;
    private final List<String> interfaces = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private Simulator simulator = simulator(1);

    private Simulator simulator(int seed) {
        now = START;
        events.clear();
        interfaces.clear();
        OtherServices others = new OtherServices(
                new OneSubnet(),
                new WillingRoles(),
                (arn, vpc) -> Optional.empty(),
                bucket -> true,
                (type, arn, detail) -> events.add(
                        LocalAccount.parsed(detail).path("ClusterStatus").asText()));
        return Simulator.inVirtualTime(() -> now, new Random(seed), MODELS, "000000000000", "us-east-1", others, 1);
    }

    @Test
    void aClusterComesAndGoesWhenItsTimeHasCome() {
        call("CreateCluster", CLUSTER);
        assertThat(status()).isEqualTo("Creating");
        while (simulator.nextDue().isPresent() && simulator.nextDue().get().isBefore(START.plus(Duration.ofHours(3)))) {
            now = simulator.nextDue().get();
        }
        assertThat(status()).isEqualTo("InService");
        assertThat(interfaces).hasSize(2);
        assertThat(call("ListClusterNodes", "{\"ClusterName\": \"nova\"}")
                        .at("/ClusterNodeSummaries/0/LaunchTime")
                        .asDouble())
                .isBetween((double) START.getEpochSecond(), (double) now.getEpochSecond());
        call("DeleteCluster", "{\"ClusterName\": \"nova\"}");
        now = now.plus(Duration.ofHours(3));
        assertThat(status()).isEqualTo("ResourceNotFound");
        assertThat(interfaces).isEmpty();
        assertThat(events).startsWith("Creating", "InService", "Deleting");
    }

    @Test
    void aLateLookSeesWhatAPunctualOneWouldHaveSeen() {
        String punctual = history(1, Duration.ofSeconds(10));
        String late = history(1, Duration.ofHours(3));
        assertThat(late).isEqualTo(punctual);
    }

    @Test
    void theSameChanceGivesTheSameHistory() {
        assertThat(history(7, Duration.ofMinutes(5)))
                .isEqualTo(history(7, Duration.ofMinutes(5)))
                .isNotEqualTo(history(8, Duration.ofMinutes(5)));
    }

    /** What is there three hours after a cluster was asked for, looked at this often. */
    private String history(int seed, Duration step) {
        simulator = simulator(seed);
        call("CreateCluster", CLUSTER);
        while (now.isBefore(START.plus(Duration.ofHours(3)))) {
            now = now.plus(step);
            simulator.tick();
        }
        return simulator.state().toString();
    }

    @Test
    void nobodyStartsAThread() {
        call("CreateCluster", CLUSTER);
        var before = Thread.getAllStackTraces().keySet();
        now = now.plus(Duration.ofHours(3));
        simulator.tick();
        assertThat(before).containsAll(Thread.getAllStackTraces().keySet());
        assertThat(interfaces).hasSize(2);
    }

    @Test
    void aScenarioHoldsInItsSubnets() {
        simulator.bind(Set.of(SUBNET), LocalAccount.json("{'cluster': {'createOutcome': 'Failed'}}"));
        call("CreateCluster", CLUSTER);
        now = now.plus(Duration.ofHours(5));
        assertThat(status()).isEqualTo("Failed");
    }

    private String status() {
        JsonNode answer = call("DescribeCluster", "{\"ClusterName\": \"nova\"}");
        return answer.path("ClusterStatus").asText(answer.path("refused").asText());
    }

    private JsonNode call(String operation, String request) {
        return switch (simulator.call("us-east-1", "sagemaker", operation, LocalAccount.parsed(request), "test")) {
            case Answer.Success success -> success.response();
            case Answer.Failure failure ->
                LocalAccount.parsed("{\"refused\": \"" + failure.error().code() + "\"}");
            case Answer.Late _, Answer.Lost _ -> throw new IllegalStateException("no scenario says so");
        };
    }

    private static final class WillingRoles implements ExecutionRoles {
        @Override
        public Optional<String> whyNotAssumed(String roleArn, Instant at, Duration youngest) {
            return Optional.empty();
        }

        @Override
        public Optional<String> whyNotAllowed(String roleArn, List<String> actions) {
            return Optional.empty();
        }
    }

    private final class OneSubnet implements Network {
        private int made;

        @Override
        public Optional<Subnet> subnet(String id) {
            return Optional.of(new Subnet(id, "vpc-1", "10.0.0.0/20", "us-east-1a", "use1-az1"));
        }

        @Override
        public Optional<SecurityGroup> securityGroup(String id) {
            List<SecurityGroup.Rule> all = List.of(new SecurityGroup.Rule("-1", 0, 0, List.of(), List.of(id)));
            return Optional.of(new SecurityGroup(id, "vpc-1", all, all));
        }

        @Override
        public Optional<SecurityGroup> defaultSecurityGroup(String vpcId) {
            return Optional.empty();
        }

        @Override
        public NetworkInterface createInterface(String subnetId, List<String> groups, String description) {
            String id = "eni-" + made++;
            interfaces.add(id);
            return new NetworkInterface(id, "10.0.0." + made);
        }

        @Override
        public void deleteInterface(String id) {
            interfaces.remove(id);
        }
    }
}
