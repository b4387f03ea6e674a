package hyperpod.rig.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.ClusterDiffersException;
import hyperpod.rig.core.EgressNotLockedException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.NetworkClients;
import hyperpod.rig.network.NetworkCollector;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.resources.BucketOwner;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.IsolatedVpc;
import hyperpod.rig.testkit.JsonText;
import hyperpod.rig.testkit.SampleRequest;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.route53profiles.Route53ProfilesClient;
import software.amazon.awssdk.services.route53resolver.Route53ResolverClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.vpclattice.VpcLatticeClient;

/** What is proven before money is spent and when the cluster stands, and what an open network is refused with. */
class EgressVerifierTest {

    private static final Execution EXECUTION = new Execution("e-1", AwsAccount.execution("e-1"), Optional.empty());

    private EgressPolicyCeiling ceiling = EgressPolicyCeiling.CLOSED;

    @RegisterExtension
    final AwsAccount account = new AwsAccount().bucket("evidence").bucket("nova-rig-training-data");

    private final IsolatedVpc vpc = account.isolatedVpc()
            .networkInterface("eni-node-1", "10.0.0.21", "sg-1")
            .networkInterface("eni-node-2", "10.0.0.22", "sg-1");
    private final ObjectNode request = sample();
    private final HyperPodCluster cluster = account.cluster("nova-rig")
            .network(List.of("subnet-1"), List.of("sg-1"))
            .group("rig-1", "InService", 2, 2)
            .node("i-0000000000000001a", "10.0.0.21")
            .node("i-0000000000000002b", "10.0.0.22");

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aLockedNetworkPasses(Moment moment) {
        EgressVerificationResult result = verify(moment);
        assertThat(result.verdict()).isEqualTo(Verdict.LOCKED);
        assertThat(result.policyHolds()).isTrue();
        assertThat(result.policy()).isEqualTo("strict");
        assertThat(result.subnets())
                .extracting(subnet -> subnet.subnetId(), subnet -> subnet.verdict())
                .containsExactly(tuple("subnet-1", Verdict.LOCKED));
        assertThat(result.otherFindings()).isZero();
        assertThat(result.otherSubnets()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void anOpenNetworkIsRefusedWithControlResourceAndRemedy(Moment moment) {
        vpc.open();
        assertThatThrownBy(() -> verify(moment))
                .isInstanceOf(EgressNotLockedException.class)
                .hasMessageContainingAll(
                        "the network is OPEN, which the egress policy strict does not accept",
                        "EGR-101 nat-1: ",
                        "Remedy: ",
                        "Report: s3://evidence/e-1/" + moment.folder() + "/report.html");
    }

    /** The refusal names what is to be mended, and nothing that is in order or that somebody answers for. */
    @Test
    void theRefusalNamesOnlyWhatSpeaksAgainstThePolicy() {
        vpc.open();
        List<Finding> findings = audited().findings();
        assertThat(findings).extracting(Finding::verdict).contains(Verdict.LOCKED);
        String refusal = audited().refusal();
        findings.stream()
                .filter(finding -> finding.verdict() == Verdict.LOCKED)
                .forEach(finding ->
                        assertThat(refusal).doesNotContain(finding.control() + " " + finding.resourceId() + ":"));

        vpc.closeRoutes();
        Finding refused = audited().findings().stream()
                .filter(Finding::refused)
                .findFirst()
                .orElseThrow();
        assertThat(audited().refusal()).contains(refused.control() + " " + refused.resourceId() + ": ");
        ceiling = EgressPolicyCeiling.parse(
                "{\"waivableControls\": [\"" + refused.control() + "\"], \"waiverMaxDays\": 30}");
        request.putObject("egressPolicy")
                .put("mode", "strict")
                .putArray("waivers")
                .addObject()
                .put("control", refused.control())
                .put("resourceId", refused.resourceId())
                .put("owner", "network@example.com")
                .put("expires", LocalDate.now(ZoneOffset.UTC).plusDays(7).toString());
        assertThat(audited().refusal()).doesNotContain(refused.control() + " " + refused.resourceId() + ": ");
    }

    @Test
    void aWeakenedNetworkPassesWhereTheStandardPolicyIsAskedFor() {
        vpc.open().closeRoutes();
        assertThatThrownBy(() -> verify(Moment.BEFORE_SPENDING))
                .isInstanceOf(EgressNotLockedException.class)
                .hasMessageContaining("WEAKENED");
        request.putObject("egressPolicy").put("mode", "standard");
        assertThatThrownBy(() -> verify(Moment.BEFORE_SPENDING))
                .as("beyond the ceiling")
                .isInstanceOf(EgressNotLockedException.class);
        ceiling = EgressPolicyCeiling.parse("{\"mayRequestStandardMode\": true}");
        assertThatCode(() -> verify(Moment.BEFORE_SPENDING)).doesNotThrowAnyException();
    }

    @Test
    void theNetworkOfAGroupCountsToo() {
        vpc.open();
        network(request, "subnet-3");
        assertThat(audited().verdict()).isEqualTo(Verdict.WEAKENED);
        network((ObjectNode) request.at("/restrictedInstanceGroups/0"), "subnet-1");
        assertThatThrownBy(() -> verify(Moment.BEFORE_SPENDING))
                .isInstanceOf(EgressNotLockedException.class)
                .hasMessageContaining("OPEN");
        assertThat(audited().subnets())
                .as("the worst first")
                .extracting(EgressVerificationResult.SubnetVerdict::subnetId)
                .containsExactly("subnet-1", "subnet-3");
    }

    @Test
    void theEvidenceIsKeptUnderTheExecutionsNameAndTheMoment() {
        EgressVerificationResult result = verify(Moment.AFTER_CREATION);
        assertThat(result.evidence()).hasValueSatisfying(evidence -> {
            assertThat(evidence.prefix()).isEqualTo("e-1/after-creation");
            assertThat(evidence.report()).isEqualTo("s3://evidence/e-1/after-creation/report.html");
        });
        assertThat(account.objects("evidence"))
                .containsOnlyKeys(
                        "e-1/after-creation/report.json",
                        "e-1/after-creation/report.html",
                        "e-1/after-creation/snapshot.zip",
                        "e-1/after-creation/policy.json",
                        "e-1/after-creation/manifest.json");
        assertThat(JsonText.parsed(account.objects("evidence").get("e-1/after-creation/report.json"))
                        .path("verdict")
                        .asText())
                .isEqualTo("LOCKED");
    }

    @Test
    void anOpenNetworksEvidenceIsKeptToo() {
        vpc.open();
        assertThatThrownBy(() -> verify(Moment.BEFORE_SPENDING)).isInstanceOf(EgressNotLockedException.class);
        assertThat(account.objects("evidence")).containsKey("e-1/before-spending/report.html");
    }

    /**
     * A cluster that stands and is verified is not torn down because its report could not be stored; before that, it is
     * an error.
     */
    @Test
    void evidenceThatCannotBeStoredStopsOnlyWhatHasNotBegun() {
        account.fails("PutObject", "AccessDenied", 403);
        assertThatThrownBy(() -> verify(Moment.BEFORE_SPENDING)).isInstanceOf(S3Exception.class);
        assertThat(verify(Moment.AFTER_CREATION).evidence()).isEmpty();
    }

    @Test
    void anOpenNetworkIsRefusedAlthoughItsEvidenceCannotBeStored() {
        account.fails("PutObject", "AccessDenied", 403);
        vpc.open();
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(EgressNotLockedException.class)
                .hasMessageContaining("EGR-101")
                .hasMessageNotContaining("Report:");
    }

    @Test
    void interfacesWithOtherSecurityGroupsAreNamedWhenTheClusterStands() {
        vpc.networkInterface("eni-own", "10.0.0.10", "sg-1")
                .networkInterface("eni-other", "10.0.0.11", "sg-2")
                .networkInterface("eni-more", "10.0.0.12", "sg-1", "sg-2");
        account.network("""
                {"SecurityGroups": [{"GroupId": "sg-2", "VpcId": "vpc-1", "IpPermissionsEgress": []}]}""");
        assertThat(verify(Moment.AFTER_CREATION).otherInterfaces())
                .extracting(
                        EgressVerificationResult.OtherInterface::networkInterfaceId,
                        EgressVerificationResult.OtherInterface::securityGroupIds)
                .containsExactly(tuple("eni-other", List.of("sg-2")), tuple("eni-more", List.of("sg-1", "sg-2")));
        assertThat(verify(Moment.BEFORE_SPENDING).otherInterfaces()).isEmpty();
    }

    /** Somebody with another permission changes the cluster between its creation and the audit. */
    static Stream<Arguments> otherNetworks() {
        return Stream.of(
                of("the cluster is in [subnet-2]", c -> c.network(List.of("subnet-2"), List.of("sg-1"))),
                of("the cluster is in [subnet-1] with [sg-2]", c -> c.network(List.of("subnet-1"), List.of("sg-2"))),
                of("group 'rig-1' is in [subnet-3]", c -> c.networkOfGroup(List.of("subnet-3"), List.of("sg-1"))),
                of("restricted instance group 'rig-2' is one that", c -> c.group("rig-2", "InService", 0, 0)),
                of("restricted instance group 'rig-1' is gone", c -> c.ofGroup("InstanceGroupName", "rig-9")),
                of(
                        "instance group 'cpu' is not restricted",
                        c -> c.with("InstanceGroups", List.of(Map.of("InstanceGroupName", "cpu")))));
    }

    @ParameterizedTest
    @MethodSource("otherNetworks")
    void aClusterThatIsNotWhatTheRequestAsksForIsRefused(String difference, UnaryOperator<HyperPodCluster> change) {
        twoGroups();
        change.apply(cluster);
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(ClusterDiffersException.class)
                .hasMessageContainingAll("what stands is not what the request asks for", difference, "Report: s3://");
    }

    /** The verdict in the evidence is about what exists, the groups of a standard group included. */
    @Test
    void theNetworkOfAStandardGroupIsAuditedToo() {
        vpc.open();
        network(request, "subnet-3");
        cluster.network(List.of("subnet-3"), List.of("sg-1"))
                .with(
                        "InstanceGroups",
                        List.of(Map.of(
                                "InstanceGroupName",
                                "cpu",
                                "OverrideVpcConfig",
                                Map.of("Subnets", List.of("subnet-1"), "SecurityGroupIds", List.of("sg-1")))));
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(ClusterDiffersException.class)
                .hasMessageContaining("The network is OPEN");
    }

    @Test
    void anInterfaceOfANodeWithOtherGroupsIsRefused() {
        twoGroups();
        account.removed("NetworkInterfaces", "NetworkInterfaceId", "eni-node-2");
        vpc.networkInterface("eni-node-2", "10.0.0.22", "sg-1", "sg-2");
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(ClusterDiffersException.class)
                .hasMessageContainingAll("eni-node-2 of node i-0000000000000002b", "[sg-1, sg-2]", "[sg-1]");
    }

    @Test
    void anInterfaceOfANodeInAnotherSubnetIsRefused() {
        account.removed("NetworkInterfaces", "NetworkInterfaceId", "eni-node-2");
        networkInterface("eni-node-2", "vpc-1", "subnet-3", "10.0.0.22", "", "sg-1");
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(ClusterDiffersException.class)
                .hasMessageContainingAll("eni-node-2 of node i-0000000000000002b of group 'rig-1' is in subnet-3");
    }

    /** The VPC CNI may be told to give pods interfaces of their own, with other subnets and groups. */
    @Test
    void anInterfaceThatIsMadeForTheNodesPodsCounts() {
        twoGroups();
        networkInterface("eni-pods", "vpc-1", "subnet-1", "10.0.0.30", "aws-K8S-i-0000000000000001a", "sg-2");
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(ClusterDiffersException.class)
                .hasMessageContaining("eni-pods of node i-0000000000000001a");
    }

    /** What such an interface lets out is in the evidence. */
    @Test
    void theGroupsOfInterfacesThatExistAreAudited() {
        openGroup();
        networkInterface("eni-pods", "vpc-1", "subnet-1", "10.0.0.30", "aws-K8S-i-0000000000000001a", "sg-2");
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(ClusterDiffersException.class)
                .hasMessageContaining("The network is WEAKENED");
    }

    /** Lists can be late: the state machine repeats the call, and what never comes is rolled back. */
    @Test
    void aNodeWithoutAnInterfaceIsNotProven() {
        account.removed("NetworkInterfaces", "NetworkInterfaceId", "eni-node-2");
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContainingAll("no network interface of node i-0000000000000002b at 10.0.0.22");
        vpc.networkInterface("eni-late", "10.0.0.22", "sg-1");
        assertThat(verify(Moment.AFTER_CREATION).policyHolds()).isTrue();
    }

    /** A network that is connected with the nodes' may have the same addresses. */
    @Test
    void anInterfaceOfAnotherVpcAtTheSameAddressIsNotTheNodes() {
        account.removed("NetworkInterfaces", "NetworkInterfaceId", "eni-node-2");
        networkInterface("eni-elsewhere", "vpc-2", "subnet-9", "10.0.0.22", "", "sg-1");
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION)).isInstanceOf(ServiceUnavailableException.class);
    }

    @Test
    void aNodeWhoseNameHidesItsAddressIsAskedForIt() {
        cluster.withoutNode("i-0000000000000002b")
                .namedNode("i-0000000000000002b", "i-0000000000000002b.ec2.internal", "10.0.0.22");
        assertThat(verify(Moment.AFTER_CREATION).policyHolds()).isTrue();
        assertThat(account.calls("DescribeClusterNode")).hasSize(1);
        cluster.withoutNode("i-0000000000000002b").namedNode("i-0000000000000002b", "ip-of-a-node", "");
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("an address that SageMaker does not say");
    }

    /** A host name is made once, and the address that SageMaker says is the node's. */
    @Test
    void aNodeWhoseNameTellsAnotherAddressIsFoundAtTheOneThatSageMakerSays() {
        cluster.withoutNode("i-0000000000000002b")
                .namedNode("i-0000000000000002b", "ip-172-16-9-9.ec2.internal", "10.0.0.22");
        assertThat(verify(Moment.AFTER_CREATION).policyHolds()).isTrue();
        twoGroups();
        account.removed("NetworkInterfaces", "NetworkInterfaceId", "eni-node-2");
        vpc.networkInterface("eni-node-2", "10.0.0.22", "sg-2");
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(ClusterDiffersException.class)
                .hasMessageContaining("eni-node-2 of node i-0000000000000002b");
    }

    /** It has its interface already, or still. */
    @ParameterizedTest
    @ValueSource(strings = {"Pending", "Failure", "SystemUpdating", "DeepHealthCheckInProgress", "ShuttingDown"})
    void theInterfaceOfANodeThatDoesNotRunCountsAndNeedNotBeThere(String status) {
        twoGroups();
        cluster.node("i-0000000000000003c", "10.0.0.23").lastNode(status);
        assertThat(verify(Moment.AFTER_CREATION).policyHolds()).isTrue();
        vpc.networkInterface("eni-node-3", "10.0.0.23", "sg-2");
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(ClusterDiffersException.class)
                .hasMessageContaining("eni-node-3 of node i-0000000000000003c");
    }

    /** An answer without nodes is no cluster without nodes. */
    @Test
    void aListOfNodesThatIsMissingProvesNothing() {
        account.answers("ListClusterNodes", "{\"NextToken\": \"\"}");
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("ListClusterNodes.ClusterNodeSummaries");
    }

    @Test
    void allPagesOfNodesAreRead() {
        account.pagesOf(1);
        account.removed("NetworkInterfaces", "NetworkInterfaceId", "eni-node-2");
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION)).isInstanceOf(ServiceUnavailableException.class);
    }

    /** An export leaves by no route: the bucket of the link is still the account's own. */
    @Test
    void aLinkedBucketThatIsNoLongerTheAccountsOwnIsRefused() {
        account.bucket("nova-rig-training-data", AwsAccount.REGION, "999999999999", false);
        assertThatThrownBy(() -> verify(Moment.AFTER_CREATION))
                .isInstanceOf(ClusterDiffersException.class)
                .hasMessageContaining("sharedFileSystem.s3.bucket 'nova-rig-training-data' belongs to another account");
    }

    @Test
    void theClusterMustBeNamed() {
        assertThatThrownBy(() -> new VerifyEgressLockdownHandler(verifier())
                        .handle(new VerifyEgressLockdownHandler.Input(
                                EXECUTION,
                                SampleRequest.read(request),
                                Moment.AFTER_CREATION,
                                Optional.empty(),
                                Optional.of(ceiling))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("clusterArn is missing");
    }

    @Test
    void whatIsAskedForBeforeThereIsAClusterNeedsNone() {
        cluster.gone();
        assertThat(verify(Moment.BEFORE_SPENDING).policyHolds()).isTrue();
        assertThat(account.calls("DescribeCluster")).isEmpty();
    }

    private static Arguments of(String difference, UnaryOperator<HyperPodCluster> change) {
        return Arguments.of(difference, change);
    }

    /** A second security group as closed as the first. */
    private void twoGroups() {
        account.network("""
                {"SecurityGroups": [{"GroupId": "sg-2", "VpcId": "vpc-1", "IpPermissionsEgress": []}]}""");
    }

    private void openGroup() {
        account.network("""
                {"SecurityGroups": [{"GroupId": "sg-2", "VpcId": "vpc-1", "IpPermissionsEgress":
                   [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}]}""");
    }

    private void networkInterface(
            String id, String vpcId, String subnetId, String address, String description, String groupId) {
        account.network("""
                {"NetworkInterfaces": [{"NetworkInterfaceId": "%s", "VpcId": "%s", "SubnetId": "%s", "InterfaceType": "interface",
                   "SourceDestCheck": true, "Status": "in-use", "PrivateIpAddress": "%s", "Description": "%s",
                   "PrivateIpAddresses": [{"PrivateIpAddress": "%4$s", "Primary": true}],
                   "Groups": [{"GroupId": "%s"}]}]}""".formatted(id, vpcId, subnetId, address, description, groupId));
    }

    @Test
    void aPartOfTheNetworkThatCannotBeReadIsNotTakenForNone() {
        account.fails("DescribeRouteTables", "UnauthorizedOperation", 403);
        assertThatThrownBy(() -> verify(Moment.BEFORE_SPENDING))
                .isInstanceOf(EgressNotLockedException.class)
                .hasMessageContaining("UNPROVEN");
    }

    @Test
    void aSubnetThatIsGoneIsAnInvalidRequest() {
        account.removed("Subnets", "SubnetId", "subnet-1");
        assertThatThrownBy(() -> verify(Moment.BEFORE_SPENDING))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("subnet-1");
    }

    /** What the handler answers with, or throws. */
    private EgressVerificationResult verify(Moment moment) {
        return new VerifyEgressLockdownHandler(verifier())
                .handle(new VerifyEgressLockdownHandler.Input(
                        EXECUTION,
                        SampleRequest.read(request),
                        moment,
                        Optional.of(cluster.arn()),
                        Optional.of(ceiling)));
    }

    /** The same, whatever the policy says to it. */
    private EgressVerificationResult audited() {
        return verifier().verifyRequest(EXECUTION, SampleRequest.read(request), ceiling);
    }

    private EgressVerifier verifier() {
        return new EgressVerifier(
                new LiveEgressAudit(
                        new NetworkCollector(
                                new NetworkClients(
                                        account.client(Ec2Client.builder()),
                                        () -> account.client(Route53ResolverClient.builder()),
                                        () -> account.client(Route53ProfilesClient.builder()),
                                        () -> account.client(VpcLatticeClient.builder())),
                                Clock.fixed(AwsAccount.NOW, ZoneOffset.UTC)),
                        "strict"),
                () -> account.client(SageMakerClient.builder()),
                new BucketOwner(() -> account.client(S3Client.builder())),
                new EvidenceStore(() -> account.client(S3Client.builder()), "evidence"),
                Clock.fixed(AwsAccount.NOW, ZoneOffset.UTC));
    }

    /** The sample in the isolated VPC. */
    private static ObjectNode sample() {
        ObjectNode request = SampleRequest.json();
        network(request, "subnet-1");
        return request;
    }

    private static void network(ObjectNode owner, String subnetId) {
        ObjectNode network = owner.putObject("network");
        network.putArray("subnetIds").add(subnetId);
        network.putArray("securityGroupIds").add("sg-1");
    }
}
