package hyperpod.rig.sandbox.simulator;

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

/** The control planes on a clock that a test moves: nothing runs but what the test's own thread does. */
final class VirtualAccount {

    static final Instant START = Instant.parse("2026-07-11T10:30:00Z");
    static final String SUBNET = "subnet-0a1b2c3d4e5f60718";

    private static final ServiceModels MODELS = new ServiceModels(LocalAccount.models());

    private final List<String> interfaces = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final Simulator simulator;
    private Instant now = START;

    VirtualAccount(int seed) {
        OtherServices others = new OtherServices(
                new OneSubnet(),
                new WillingRoles(),
                (arn, vpc) -> Optional.empty(),
                bucket -> true,
                (type, arn, detail) -> events.add(
                        LocalAccount.parsed(detail).path("ClusterStatus").asText()));
        simulator =
                Simulator.inVirtualTime(() -> now, new Random(seed), MODELS, "000000000000", "us-east-1", others, 1);
    }

    Simulator simulator() {
        return simulator;
    }

    Instant now() {
        return now;
    }

    void passes(Duration time) {
        now = now.plus(time);
    }

    void becomes(Instant time) {
        now = time;
    }

    List<String> interfaces() {
        return interfaces;
    }

    List<String> events() {
        return events;
    }

    /** The response of SageMaker or FSx, or its refusal as {@code {"refused": code}}; JSON with single quotes. */
    JsonNode call(String service, String operation, String request) {
        return switch (simulator.call("us-east-1", service, operation, LocalAccount.json(request), "test")) {
            case Answer.Success success -> success.response();
            case Answer.Failure failure ->
                LocalAccount.json("{'refused': '" + failure.error().code() + "'}");
            case Answer.Late _, Answer.Lost _ -> throw new IllegalStateException("no scenario says so");
        };
    }

    /** Asks for a cluster with two nodes; the answer is its ARN. */
    String createCluster(String name) {
        return call("sagemaker", "CreateCluster", """
                {'ClusterName': '%1$s', 'Orchestrator': {'Eks': {'ClusterArn': 'arn:aws:eks:us-east-1:000000000000:cluster/%1$s'}},
                 'VpcConfig': {'Subnets': ['subnet-0a1b2c3d4e5f60718'], 'SecurityGroupIds': ['sg-0123456789abcdef0']},
                 'Tags': [{'Key': 'a', 'Value': 'b'}],
                 'RestrictedInstanceGroups': [{'InstanceGroupName': 'rig-1', 'InstanceType': 'ml.p5.48xlarge', 'InstanceCount': 2,
                   'ExecutionRole': 'arn:aws:iam::000000000000:role/nova',
                   'EnvironmentConfig': {'FSxLustreConfig': {'SizeInGiB': 4800, 'PerUnitStorageThroughput': 250}}}]}""".formatted(name))
                .path("ClusterArn")
                .asText();
    }

    /** The status of a cluster, or why it is not told. */
    String status(String name) {
        JsonNode answer = call("sagemaker", "DescribeCluster", "{'ClusterName': '" + name + "'}");
        return answer.path("ClusterStatus").asText(answer.path("refused").asText());
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
