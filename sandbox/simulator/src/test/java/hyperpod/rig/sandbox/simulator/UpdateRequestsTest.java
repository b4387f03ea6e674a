package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What UpdateCluster changes and what it does not. */
class UpdateRequestsTest implements ConformingResponses {

    private static final String GROUP = "/RestrictedInstanceGroups/0";

    private final LocalAccount account = LocalAccount.shared();
    private final ClusterWorld cluster = ClusterWorld.fresh();

    @Test
    void whatIsFixedAtCreationIsRefused() {
        cluster.create();
        cluster.becomes("InService");
        String other = account.aws().subnet(cluster.world().vpcId());
        String override = "{'Subnets': ['%s'], 'SecurityGroupIds': ['%s']}"
                .formatted(other, cluster.world().groupId());

        for (String[] change : List.of(
                new String[] {GROUP + "/InstanceType", "'ml.p5e.48xlarge'"},
                new String[] {GROUP + "/ThreadsPerCore", "2"},
                new String[] {GROUP + "/ThreadsPerCore", "-"},
                new String[] {GROUP + "/ExecutionRole", "'arn:aws:iam::000000000000:role/another'"},
                new String[] {GROUP + "/OverrideVpcConfig", override},
                new String[] {GROUP + "/InstanceGroupName", "'RIG-1'"},
                new String[] {
                    "/Orchestrator",
                    "{'Eks': {'ClusterArn': '" + cluster.world().eksCluster() + "x'}}"
                },
                new String[] {"/Orchestrator", "{'Slurm': {}}"},
                new String[] {"/AutoScaling", "{'Mode': 'Enable', 'AutoScalerType': 'Karpenter'}"},
                new String[] {"/NodeProvisioningMode", "'Continuous'"},
                new String[] {"/InstanceGroupsToDelete", "['rig-1']"},
                new String[] {"/InstanceGroupsToDelete", "['rig-2']"},
                new String[] {
                    "/RestrictedInstanceGroupsConfig",
                    "{'SharedEnvironmentConfig': {'FSxLustreDeletionPolicy': 'Keep',"
                            + " 'FSxLustreConfig': {'SizeInGiB': 1200, 'PerUnitStorageThroughput': 125}}}"
                })) {
            assertThat(account.refusal("SageMaker.UpdateCluster", update(change)))
                    .as(change[0] + " " + change[1])
                    .startsWith("ValidationException");
        }
        assertThat(account.refusal("SageMaker.UpdateCluster", "{\"ClusterName\":\"" + cluster.name() + "\"}"))
                .contains("changes nothing");
        assertThat(cluster.status()).isEqualTo("InService");
    }

    @Test
    void theEnvironmentOfAGroupCanGrowButNotShrink() {
        String size = GROUP + "/EnvironmentConfig/FSxLustreConfig/SizeInGiB";
        cluster.create(size, "2400");
        cluster.becomes("InService");
        assertThat(account.refusal("SageMaker.UpdateCluster", update(size, "1200")))
                .contains("cannot be decreased");

        account.answer("SageMaker.UpdateCluster", update(size, "4800"));
        cluster.becomes("InService");
        assertThat(cluster.group()
                        .at("/EnvironmentConfig/FSxLustreConfig/SizeInGiB")
                        .asInt())
                .isEqualTo(4800);
    }

    @Test
    void nodeRecoveryAloneIsAnUpdate() {
        cluster.create();
        cluster.becomes("InService");
        account.answer(
                "SageMaker.UpdateCluster", "{\"ClusterName\":\"" + cluster.name() + "\",\"NodeRecovery\":\"None\"}");
        cluster.becomes("InService");
        assertThat(cluster.described().path("NodeRecovery").asText()).isEqualTo("None");
    }

    @Test
    void noTagIsAddedToAClusterThatIsBeingDeleted() {
        cluster.scenario("{'cluster': {'seconds': {'deleting': 10000}}}");
        cluster.create();
        cluster.becomes("InService");
        cluster.delete();
        String arn = cluster.described().path("ClusterArn").asText();
        assertThat(account.refusal(
                        "SageMaker.AddTags",
                        "{\"ResourceArn\":\"" + arn + "\",\"Tags\":[{\"Key\":\"c\",\"Value\":\"d\"}]}"))
                .startsWith("ValidationException");
    }

    private String update(String... changes) {
        ObjectNode request = cluster.request();
        request.retain("ClusterName", "RestrictedInstanceGroups");
        for (int i = 0; i < changes.length; i += 2) {
            ClusterWorld.change(request, changes[i], changes[i + 1]);
        }
        return request.toString();
    }
}
