package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.sandbox.schedules.deployment.Deployment;
import hyperpod.rig.sandbox.schedules.disturbance.Disturbance;
import hyperpod.rig.sandbox.simulator.model.ServiceModels;
import hyperpod.rig.sandbox.simulator.server.Answer;
import hyperpod.rig.sandbox.simulator.server.Simulator;
import hyperpod.rig.sandbox.simulator.services.ExecutionRoles;
import hyperpod.rig.sandbox.simulator.services.OtherServices;
import hyperpod.rig.sandbox.statemachines.StepFunctionsApi;
import hyperpod.rig.sandbox.statemachines.StepFunctionsException;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.AwsError;
import hyperpod.rig.testkit.IamRole;
import hyperpod.rig.testkit.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The account in which a schedule plays: a closed network, a role, an EKS cluster, buckets, and the control planes of
 * the simulator, all in virtual time.
 */
final class Surroundings {

    static final String SUBNET = "subnet-0a1b2c3d4e5f60718";
    static final String GROUP = "sg-0123456789abcdef0";
    static final String ROLE = "arn:aws:iam::111122223333:role/nova-rig";
    private static final String VPC = "vpc-0a1b2c3d4e5f60718";
    private static final String CALLER = "test";
    private static final int BAD_REQUEST = 400;

    private final AwsAccount account;
    private final Simulator simulator;
    private final IamRole role;
    private Instant roleIsWeakUntil = Instant.MIN;
    private Optional<Instant> roleIsWeakSince = Optional.empty();

    Surroundings(InstantSource clock, RandomGenerator chance, ServiceModels models) {
        account = new AwsAccount(clock);
        account.network(document(NETWORK));
        account.eksCluster("nova-eks", VPC)
                .vpcConfig("clusterSecurityGroupId", GROUP)
                .vpcConfig("subnetIds", List.of(SUBNET));
        account.eksCluster("other-eks", VPC)
                .vpcConfig("clusterSecurityGroupId", GROUP)
                .vpcConfig("subnetIds", List.of(SUBNET));
        role = account.role(ROLE);
        account.bucket("nova-rig-training-data").bucket("nova-rig-results").bucket(Deployment.EVIDENCE_BUCKET);
        simulator = Simulator.inVirtualTime(
                clock,
                chance,
                models,
                AwsAccount.ID,
                AwsAccount.REGION,
                new OtherServices(
                        new VirtualNetwork(account, VPC, SUBNET, GROUP),
                        new Roles(clock),
                        (_, _) -> Optional.empty(),
                        _ -> true,
                        (_, _, _) -> {}),
                1);
        for (String service : List.of("sagemaker", "fsx", "tagging")) {
            account.served(service, simulated(service));
        }
    }

    private final class Roles implements ExecutionRoles {
        private final InstantSource clock;

        private Roles(InstantSource clock) {
            this.clock = clock;
        }

        @Override
        public Optional<String> whyNotAssumed(String roleArn, Instant now, Duration youngest) {
            return Optional.empty();
        }

        @Override
        public Optional<String> whyNotAllowed(String roleArn, List<String> actions) {
            return clock.instant().isBefore(roleIsWeakUntil)
                    ? Optional.of("User is not authorized to perform: " + actions.getFirst())
                    : Optional.empty();
        }
    }

    /**
     * The functions may delete what bears the application's tag; what is gone bears none, and IAM denies its deletion.
     */
    private void authorize(String operation, JsonNode request) {
        boolean isGone = switch (operation) {
            case "DeleteCluster" ->
                arnOfCluster(request.path("ClusterName").asText()).isEmpty();
            case "DeleteFileSystem" ->
                arnOfFileSystem(request.path("FileSystemId").asText()).isEmpty();
            default -> false;
        };
        if (isGone) {
            throw new AwsError(
                    "AccessDeniedException",
                    BAD_REQUEST,
                    "the caller is not authorized to perform " + operation
                            + " because no identity-based policy allows the action");
        }
    }

    private Service simulated(String service) {
        return (operation, request) -> {
            authorize(operation, request);
            Answer answer = simulator.call(
                    AwsAccount.REGION,
                    service,
                    operation,
                    request.isObject() ? request : Json.MAPPER.createObjectNode(),
                    CALLER);
            return switch (answer) {
                case Answer.Success success -> success.response();
                case Answer.Failure failure ->
                    throw new AwsError(
                            failure.error().code(),
                            failure.status(),
                            failure.error().getMessage());
                case Answer.Late late -> throw new IllegalStateException("no scenario of a schedule is slow: " + late);
                case Answer.Lost _ -> throw new IllegalStateException("no scenario of a schedule loses answers");
            };
        };
    }

    /** Has the engine answer what functions ask of Step Functions. */
    void serve(StepFunctionsApi stepFunctions) {
        account.served("states", (operation, body) -> {
            try {
                return stepFunctions.answer(operation, body);
            } catch (StepFunctionsException e) {
                throw new AwsError(e.code(), BAD_REQUEST, e.getMessage());
            }
        });
    }

    AwsAccount account() {
        return account;
    }

    Simulator simulator() {
        return simulator;
    }

    /** Has the control planes behave so from now on, by the {@code controlPlane} part of a scenario file. */
    void behave(ObjectNode scenario) {
        simulator.unbind(Set.of(SUBNET));
        simulator.bind(Set.of(SUBNET), scenario);
    }

    /** The control planes show what happens only after so long. */
    void lag(Disturbance.Lagging lag) {
        simulator.lag(Json.MAPPER
                .createObjectNode()
                .put("lists", lag.lists())
                .put("tags", lag.tags())
                .put("describes", lag.describes())
                .put("tagIndex", lag.tags() * 60));
    }

    /** What exists of a cluster or file system, as the control plane itself knows it. */
    Optional<JsonNode> resource(String arn) {
        JsonNode state = simulator.state();
        for (String kind : List.of("clusters", "fileSystems")) {
            for (JsonNode resource : state.get(kind)) {
                if (resource.path("ClusterArn").asText().equals(arn)
                        || resource.path("ResourceARN").asText().equals(arn)) {
                    return Optional.of(resource);
                }
            }
        }
        return Optional.empty();
    }

    /** The tags of a cluster or file system, as an array of Key and Value. */
    JsonNode tags(String arn) {
        boolean cluster = arn.contains(":sagemaker:");
        return account.ask(
                        cluster ? "sagemaker" : "fsx",
                        cluster ? "ListTags" : "ListTagsForResource",
                        Json.MAPPER.createObjectNode().put(cluster ? "ResourceArn" : "ResourceARN", arn))
                .path("Tags");
    }

    /** Whether it carries an execution's tag, and with it the application's. */
    boolean isTagged(String arn, String executionName) {
        for (JsonNode tag : tags(arn)) {
            if (tag.path("Key").asText().equals(OwnershipTags.EXECUTION_KEY)
                    && tag.path("Value").asText().equals(executionName)) {
                return true;
            }
        }
        return false;
    }

    Optional<String> arnOfCluster(String nameOrArn) {
        for (JsonNode cluster : simulator.state().get("clusters")) {
            if (cluster.path("ClusterName").asText().equals(nameOrArn)
                    || cluster.path("ClusterArn").asText().equals(nameOrArn)) {
                return Optional.of(cluster.path("ClusterArn").asText());
            }
        }
        return Optional.empty();
    }

    Optional<String> arnOfFileSystem(String id) {
        for (JsonNode fileSystem : simulator.state().get("fileSystems")) {
            if (fileSystem.path("FileSystemId").asText().equals(id)) {
                return Optional.of(fileSystem.path("ResourceARN").asText());
            }
        }
        return Optional.empty();
    }

    /** Since when the nodes' role is weak, if it is. */
    Optional<Instant> roleIsWeakSince() {
        return roleIsWeakSince;
    }

    /** The nodes' role may not do until then what the deletion of a cluster needs. */
    void weakenRole(Instant now, Instant until, boolean seen) {
        roleIsWeakSince = roleIsWeakSince.or(() -> Optional.of(now));
        roleIsWeakUntil = until;
        if (seen) {
            role.denies(
                    "ec2:DeleteNetworkInterface",
                    "ec2:DeleteNetworkInterfacePermission",
                    "ec2:DescribeNetworkInterfaces");
        }
    }

    void strengthenRole() {
        roleIsWeakUntil = Instant.MIN;
        roleIsWeakSince = Optional.empty();
        role.denies();
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String document(String text) {
        return text.replace("VPC", VPC).replace("SUBNET", SUBNET).replace("GROUP", GROUP);
    }

    /** Nothing leads out of it. */
    private static final String NETWORK = """
            {"Vpcs": [{"VpcId": "VPC", "OwnerId": "111122223333", "DhcpOptionsId": "dopt-1", "CidrBlock": "10.0.0.0/16",
               "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}}]}],
             "DhcpOptions": [{"DhcpOptionsId": "dopt-1", "OwnerId": "111122223333",
               "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]}]}],
             "Subnets": [{"SubnetId": "SUBNET", "VpcId": "VPC", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/20",
               "AvailabilityZone": "us-east-1a", "AvailabilityZoneId": "use1-az1", "AvailableIpAddressCount": 4091,
               "MapPublicIpOnLaunch": false, "State": "available"}],
             "NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "VPC", "IsDefault": true, "Associations": [{"SubnetId": "SUBNET"}],
               "Entries": [{"Egress": true, "RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}]}],
             "SecurityGroups": [{"GroupId": "GROUP", "GroupName": "nodes", "VpcId": "VPC", "OwnerId": "111122223333",
               "IpPermissions": [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "GROUP"}]}],
               "IpPermissionsEgress": [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "GROUP"}]}]}],
             "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "VPC", "Associations": [{"Main": true}],
               "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}]}],
             "InstanceTypes": [{"InstanceType": "p5.48xlarge", "NetworkInfo": {"EfaSupported": true, "MaximumNetworkInterfaces": 32}}]}""";
}
