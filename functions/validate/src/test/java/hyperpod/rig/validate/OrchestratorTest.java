package hyperpod.rig.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The EKS cluster, and the way of the nodes to it and to one another. */
class OrchestratorTest extends SampleRequest {

    @Test
    void nodesWithoutInternetNeedAPrivateEndpoint() {
        eksCluster.vpcConfig("endpointPrivateAccess", false);
        assertRefused("1 violation;", "has no private endpoint", "endpointPrivateAccess=true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.9", "1.28", "1.29"})
    void anOldKubernetesIsRefused(String version) {
        eksCluster.version(version);
        assertRefused("1 violation;", "runs Kubernetes " + version + "; HyperPod supports 1.30 to 1.35");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.30", "1.33", "1.35"})
    void kubernetesThatHyperPodSupportsIsNoMatter(String version) {
        eksCluster.version(version);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aNewerKubernetesIsWarnedOf() {
        eksCluster.version("1.36");
        assertThat(warnings()).singleElement().asString().contains("Kubernetes 1.36");
        eksCluster.without("version");
        assertThat(warnings()).singleElement().asString().contains("a version that EKS does not say");
    }

    @ParameterizedTest
    @CsvSource({"v1.18.2-eksbuild.1, 1.18.3 at least", "v1.9.0, 1.18.3 at least"})
    void anOldVpcCniIsRefused(String version, String words) {
        eksCluster.vpcCni(version);
        assertRefused("1 violation;", "vpc-cni " + version, words, "aws eks update-addon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.18.3-eksbuild.1", "v1.19.5-eksbuild.3", ""})
    void aVpcCniThatAwssScriptDoesNotTakeIsWarnedOf(String version) {
        eksCluster.vpcCni(version);
        assertThat(warnings()).singleElement().asString().contains("asks for 1.19.6 at least");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.19.6-eksbuild.7", "v1.20.4-eksbuild.1", "v2.0.0-eksbuild.1"})
    void aNewVpcCniIsNoMatter(String version) {
        eksCluster.vpcCni(version);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void groupsWithAnElasticFabricAdapterMustBeOpenAmongThemselves() {
        String tcpAlone = among(SECURITY_GROUP).replace("-1", "tcp");
        String out = among(SECURITY_GROUP) + "," + among(CONTROL_PLANE);
        securityGroup(SECURITY_GROUP, VPC, tcpAlone, out);
        assertRefused("1 violation;", "network.securityGroupIds is", "does not let all traffic in from itself");
        securityGroup(SECURITY_GROUP, VPC, among(SECURITY_GROUP), among(CONTROL_PLANE));
        assertRefused("1 violation;", "does not let all traffic out to itself");
        // EFA is not IP: a rule for addresses does not do.
        securityGroup(
                SECURITY_GROUP,
                VPC,
                among(SECURITY_GROUP),
                "{\"IpProtocol\": \"-1\", \"IpRanges\": [{\"CidrIp\": \"0.0.0.0/0\"}]}");
        assertRefused("1 violation;", "does not let all traffic out to itself", "ml.p5.48xlarge");
        group.put("instanceType", "ml.g5.xlarge");
        account.listedQuota("ml.g5.xlarge for cluster usage", "L-0000ABCD", 2);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aTypeThatEc2DoesNotKnowIsWarnedOf() {
        account.removed("InstanceTypes", "InstanceType", "p5.48xlarge");
        assertThat(warnings()).singleElement().asString().contains("EC2 does not know ml.p5.48xlarge in this Region");
    }

    @Test
    void nodesMustReachTheControlPlane() {
        securityGroup(SECURITY_GROUP, VPC, among(SECURITY_GROUP), among(SECURITY_GROUP));
        assertRefused("1 violation;", "lets no TCP 443 out to the EKS control plane", CONTROL_PLANE);
        securityGroup(SECURITY_GROUP, VPC);
        controlPlane("sg-00000000000000099");
        assertRefused("1 violation;", "is not let in at TCP 443 by the EKS control plane");
    }

    @Test
    void rulesForTheSubnetsAddressesReachTheControlPlaneToo() {
        String https =
                "{\"IpProtocol\": \"tcp\", \"FromPort\": 400, \"ToPort\": 500, \"IpRanges\": [{\"CidrIp\": \"10.0.0.0/8\"}]}";
        securityGroup(SECURITY_GROUP, VPC, among(SECURITY_GROUP), among(SECURITY_GROUP) + "," + https);
        securityGroup(CONTROL_PLANE, VPC, https, "");
        assertThat(warnings()).isEmpty();
        securityGroup(CONTROL_PLANE, VPC, https.replace("500", "442"), "");
        assertRefused("1 violation;", "is not let in at TCP 443");
        securityGroup(CONTROL_PLANE, VPC, https.replace("10.0.0.0", "11.0.0.0"), "");
        assertRefused("1 violation;", "is not let in at TCP 443");
    }

    @Test
    void aControlPlaneThatEc2DoesNotShowIsWarnedOf() {
        account.removed("SecurityGroups", "GroupId", CONTROL_PLANE);
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("EC2 does not show its security groups " + CONTROL_PLANE);
    }

    @Test
    void nodesInTheControlPlanesOwnGroupReachIt() {
        eksCluster.vpcConfig("securityGroupIds", List.of(SECURITY_GROUP));
        securityGroup(SECURITY_GROUP, VPC, among(SECURITY_GROUP), among(SECURITY_GROUP));
        securityGroup(CONTROL_PLANE, VPC, "", "");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void theSharedFileSystemStandsInTheNodesZone() {
        subnet(SMALL_SUBNET, VPC, 4091, "us-east-1b");
        network(group, SMALL_SUBNET);
        assertRefused(
                "1 violation;",
                "restrictedInstanceGroups[0].network.subnetIds is",
                "lies outside Availability Zone us-east-1a, in which the shared file system would stand");
        request.remove("sharedFileSystem");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aSubnetInAnotherZoneThanTheSharedFileSystemsIsWarnedOf() {
        subnet(SECOND_SUBNET, VPC, 4091, "us-east-1b");
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("in " + SECOND_SUBNET + " its nodes would be outside us-east-1a");
    }
}
