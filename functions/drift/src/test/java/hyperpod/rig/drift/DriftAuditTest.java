package hyperpod.rig.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Json;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.ledger.DriftRecord;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.Success;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.NetworkClients;
import hyperpod.rig.network.NetworkCollector;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.resources.BucketOwner;
import hyperpod.rig.resources.ResourceEvents;
import hyperpod.rig.resources.StandingNodes;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.Call;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.IsolatedVpc;
import hyperpod.rig.testkit.JsonText;
import hyperpod.rig.testkit.PublishedEvent;
import hyperpod.rig.testkit.SampleRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.route53profiles.Route53ProfilesClient;
import software.amazon.awssdk.services.route53resolver.Route53ResolverClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.vpclattice.VpcLatticeClient;
import software.amazon.lambda.powertools.metrics.MetricsFactory;

/** What a later audit compares with what the cluster was when it was created, reports and remembers. */
class DriftAuditTest {

    private static final String SCHEDULE =
            "{\"detail-type\": \"Scheduled Event\", \"source\": \"aws.events\", \"detail\": {}}";

    @RegisterExtension
    final AwsAccount account = new AwsAccount().bucket("evidence").bucket("nova-rig-training-data");

    private EgressPolicyCeiling ceiling = EgressPolicyCeiling.CLOSED;
    private final IsolatedVpc vpc = account.isolatedVpc();
    private final HyperPodCluster nova = account.cluster("nova")
            .ownedBy("app", "e-1")
            .network(List.of("subnet-1"), List.of("sg-1"))
            .group("rig-1", "InService", 2, 2);
    private final ObjectNode request = request();
    private Clock clock = Clock.fixed(AwsAccount.NOW, ZoneOffset.UTC);

    @Test
    void theFirstAuditOfALockedNetworkIsRememberedAndNotReported() {
        provisioned("LOCKED");
        assertThat(audit().clusters())
                .containsExactly(new DriftReport.ClusterDrift(
                        "nova", Optional.of(Verdict.LOCKED), Verdict.LOCKED, Verdict.LOCKED, false, false));
        assertThat(account.events()).isEmpty();
        assertThat(latest().verdict()).isEqualTo("LOCKED");
        assertThat(latest().ingressVerdict()).isEqualTo("LOCKED");
        assertThat(latest().policyHolds()).isTrue();
        assertThat(latest().at()).isEqualTo("2026-07-11T10:30:00Z");
        assertThat(latest().evidence().orElseThrow().path("prefix").asText()).isEqualTo("e-1/after-creation");
        assertThat(latest().vpcIds()).containsExactly("vpc-1");
        assertThat(account.calls("PutObject"))
                .as("the evidence that is known says the same")
                .isEmpty();
    }

    /** A verdict that this version does not know must not go unnoticed. */
    @Test
    void anOpenNetworkIsReportedIfNobodyKnowsHowItBegan() {
        provisioned("OF_ANOTHER_VERSION");
        vpc.open();
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::verdict, DriftReport.ClusterDrift::worsened)
                .containsExactly(tuple(Verdict.OPEN, true));
        assertThat(account.events())
                .singleElement()
                .satisfies(event -> assertThat(event.detail().has("before")).isFalse());
    }

    @Test
    void aNetworkThatIsWeakenedIsReportedAlthoughThePolicyAcceptsIt() {
        ceiling = EgressPolicyCeiling.parse("{\"mayRequestStandardMode\": true}");
        request.putObject("egressPolicy").put("mode", "standard");
        provisioned("LOCKED");
        vpc.open().closeRoutes();
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::verdict, DriftReport.ClusterDrift::worsened)
                .containsExactly(tuple(Verdict.WEAKENED, true));
        assertThat(account.events())
                .singleElement()
                .satisfies(
                        event -> assertThat(event.detail().path("policyHolds").asBoolean())
                                .isTrue());
    }

    @Test
    void aNetworkThatWorsenedIsReportedWithWhatToMendAndWhereTheReportLies() {
        provisioned("LOCKED");
        account.object("evidence", "e-1/after-creation/report.json", """
                {"findings": [{"control": "EGR-999", "resourceId": "vpc-1"}], "subnets": [{"subnetId": "subnet-1", "paths": []}]}""");
        vpc.open();
        assertThat(audit().clusters())
                .containsExactly(new DriftReport.ClusterDrift(
                        "nova", Optional.of(Verdict.LOCKED), Verdict.OPEN, Verdict.LOCKED, true, true));
        PublishedEvent event = account.events().getFirst();
        assertThat(event.source()).isEqualTo("hyperpod.rig");
        assertThat(event.detailType()).isEqualTo("Egress Verdict Worsened");
        assertThat(event.resources()).containsExactly(nova.arn());
        assertThat(event.detail().path("application").asText()).isEqualTo("app");
        assertThat(event.detail().path("clusterName").asText()).isEqualTo("nova");
        assertThat(event.detail().path("clusterArn").asText()).isEqualTo(nova.arn());
        assertThat(event.detail().path("executionName").asText()).isEqualTo("e-1");
        assertThat(event.detail().path("before").asText()).isEqualTo("LOCKED");
        assertThat(event.detail().path("verdict").asText()).isEqualTo("OPEN");
        assertThat(event.detail().path("ingressBefore").asText()).isEqualTo("LOCKED");
        assertThat(event.detail().path("ingressVerdict").asText()).isEqualTo("LOCKED");
        assertThat(event.detail().path("policyHolds").asBoolean(true)).isFalse();
        assertThat(event.detail().path("findings"))
                .extracting(finding -> finding.path("control").asText())
                .contains("EGR-101");
        assertThat(event.detail().at("/comparison/newFindings"))
                .extracting(JsonNode::asText)
                .contains("EGR-101 nat-1");
        assertThat(event.detail().at("/comparison/goneFindings"))
                .extracting(JsonNode::asText)
                .containsExactly("EGR-999 vpc-1");
        assertThat(event.detail().at("/comparison/newPaths/0").asText())
                .startsWith("subnet-1: OPEN 0.0.0.0/0 subnet-1 > rtb-1 > nat-1");
        assertThat(event.detail().at("/evidence/report").asText())
                .isEqualTo("s3://evidence/e-1/drift/2026-07-11T103000Z/report.html");
        assertThat(latest().verdict()).isEqualTo("OPEN");
    }

    @ParameterizedTest
    @CsvSource({"OPEN", "UNPROVEN", "WEAKENED"})
    void aNetworkThatIsBetterThanItWasIsRememberedAndNotReported(String before) {
        provisioned(before);
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::before, DriftReport.ClusterDrift::worse)
                .containsExactly(tuple(Optional.of(Verdict.valueOf(before)), false));
        assertThat(account.events()).isEmpty();
        assertThat(latest().verdict()).isEqualTo("LOCKED");
    }

    @Test
    void whatWasReportedIsNotReportedAgainForADay() {
        provisioned("LOCKED");
        vpc.open();
        assertThat(audit().clusters().getFirst().worsened()).isTrue();
        DriftReport again = audit();
        assertThat(again.clusters().getFirst().worsened()).isFalse();
        assertThat(again.worse()).isEqualTo(1);
        assertThat(account.events()).hasSize(1);
        clock = Clock.fixed(AwsAccount.NOW.plus(Duration.ofHours(25)), ZoneOffset.UTC);
        assertThat(audit().clusters().getFirst().worsened()).isTrue();
    }

    @Test
    void whatGetsWorseInAnotherWayIsReportedAgain() {
        provisioned("LOCKED");
        vpc.open().closeRoutes();
        audit();
        vpc.open();
        audit();
        assertThat(account.events())
                .extracting(event -> event.detail().path("verdict").asText())
                .containsExactly("WEAKENED", "OPEN");
    }

    @Test
    void whatWasMendedAndOpenedAgainIsReportedAgain() {
        ceiling = EgressPolicyCeiling.parse("{\"mayRequestStandardMode\": true}");
        request.putObject("egressPolicy").put("mode", "standard");
        provisioned("WEAKENED");
        vpc.open();
        audit();
        vpc.closeRoutes();
        audit();
        vpc.open();
        audit();
        assertThat(account.events()).hasSize(2);
    }

    @Test
    void evidenceIsStoredOnlyWhenTheVerdictChanges() {
        provisioned("LOCKED");
        audit();
        assertThat(account.objects("evidence")).isEmpty();
        vpc.open();
        audit();
        assertThat(account.objects("evidence"))
                .containsKeys(
                        "e-1/drift/2026-07-11T103000Z/report.json",
                        "e-1/drift/2026-07-11T103000Z/report.html",
                        "e-1/drift/2026-07-11T103000Z/snapshot.zip");
        assertThat(latest().evidence().orElseThrow().path("prefix").asText()).isEqualTo("e-1/drift/2026-07-11T103000Z");
    }

    /** The verdict is the same and the policy no longer accepts it, because a waiver has expired for example. */
    @Test
    void aPolicyThatNoLongerHoldsIsReportedAlthoughTheVerdictIsTheSame() {
        provisioned("WEAKENED");
        vpc.open().closeRoutes();
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::verdict, DriftReport.ClusterDrift::worsened)
                .containsExactly(tuple(Verdict.WEAKENED, true));
        assertThat(account.events()).hasSize(1);
        assertThat(latest().policyHolds()).isFalse();
    }

    @Test
    void theRequestsPolicyJudgesLaterAuditsToo() {
        ceiling = EgressPolicyCeiling.parse("{\"mayRequestStandardMode\": true}");
        request.putObject("egressPolicy").put("mode", "standard");
        provisioned("WEAKENED");
        vpc.open().closeRoutes();
        assertThat(audit().worse()).isZero();
    }

    /** The administrator's ceiling is that of now, not that of the request's day. */
    @Test
    void aPolicyThatTheAdministratorNoLongerAllowsDoesNotHold() {
        request.putObject("egressPolicy").put("mode", "standard");
        provisioned("WEAKENED");
        vpc.open().closeRoutes();
        assertThat(audit().worse()).isEqualTo(1);
        assertThat(account.events().getFirst().detail().path("policyHolds").asBoolean(true))
                .isFalse();
    }

    /** A cluster can be updated, and tagged, by others. */
    @Test
    void aClusterThatIsNoLongerWhatWasAskedForIsReported() {
        provisioned("LOCKED");
        nova.networkOfGroup(List.of("subnet-3"), List.of("sg-1")).group("rig-2", "InService", 1, 1);
        assertThat(audit().clusters().getFirst().worse()).isTrue();
        assertThat(account.events().getFirst().detail().path("differences"))
                .extracting(JsonNode::asText)
                .satisfiesExactly(
                        first -> assertThat(first).contains("group 'rig-1' is in [subnet-3]"),
                        second ->
                                assertThat(second).contains("group 'rig-2' is one that the request does not ask for"));
    }

    @Test
    void anInterfaceOfANodeWithOtherGroupsIsReported() {
        provisioned("LOCKED");
        account.network("""
                {"SecurityGroups": [{"GroupId": "sg-2", "VpcId": "vpc-1", "IpPermissionsEgress": []}]}""");
        vpc.networkInterface("eni-1", "10.0.0.21", "sg-2");
        nova.node("i-0000000000000001a", "10.0.0.21").node("i-0000000000000002b", "10.0.0.22");
        audit();
        assertThat(account.events().getFirst().detail().path("differences"))
                .extracting(JsonNode::asText)
                .satisfiesExactly(
                        first -> assertThat(first).contains("eni-1 of node i-0000000000000001a", "[sg-2]"),
                        second -> assertThat(second)
                                .contains("no network interface of node i-0000000000000002b at 10.0.0.22"));
    }

    @Test
    void aBucketThatIsNoLongerTheAccountsOwnIsReported() {
        request.set("sharedFileSystem", JsonText.parsed("""
                {"sizeGiB": 1200, "throughputMBpsPerTiB": 125, "s3": {"bucket": "nova-rig-training-data"}}"""));
        provisioned("LOCKED");
        assertThat(audit().worse()).isZero();
        account.bucket("nova-rig-training-data", AwsAccount.REGION, "999999999999", false);
        assertThat(audit().worse()).isEqualTo(1);
        assertThat(account.events().getFirst().detail().at("/differences/0").asText())
                .contains("nova-rig-training-data' belongs to another account");
    }

    @Test
    void aVpcIsReadOnceForAllClustersInIt() {
        provisioned("LOCKED");
        audit();
        int once = account.calls("DescribeRouteTables").size();
        for (int i = 2; i < 40; i++) {
            String subnet = i % 2 == 0 ? "subnet-1" : "subnet-3";
            standing("nova-" + i, "e-" + i, subnet);
        }
        assertThat(audit().clusters()).hasSize(39).noneMatch(DriftReport.ClusterDrift::worse);
        assertThat(account.calls("DescribeRouteTables")).hasSize(2 * once);
    }

    /** What waits longest begins. */
    @Test
    void theClusterThatWasAuditedLastDoesNotBegin() {
        Clock later = Clock.fixed(AwsAccount.NOW.plus(Duration.ofHours(1)), ZoneOffset.UTC);
        provisioned("LOCKED");
        clock = later;
        audit();
        int before = account.calls("DescribeRouteTables").size();
        clock = Clock.fixed(AwsAccount.NOW, ZoneOffset.UTC);
        for (int i : new int[] {2, 3}) {
            account.network("""
                    {"Vpcs": [{"VpcId": "vpc-%1$d", "CidrBlock": "10.%1$d.0.0/16"}],
                     "Subnets": [{"SubnetId": "subnet-in-%1$d", "VpcId": "vpc-%1$d", "CidrBlock": "10.%1$d.0.0/24"}]}""".formatted(i));
            standing("nova-" + i, "e-" + i, "subnet-in-" + i);
        }
        clock = later;
        audit();
        assertThat(account.calls("DescribeRouteTables").get(before).toString()).doesNotContain("vpc-1");
    }

    @Test
    void whatTheTimeDoesNotSufficeForIsSaid() {
        provisioned("LOCKED");
        AtomicInteger looks = new AtomicInteger();
        clock = new Clock() {
            @Override
            public Instant instant() {
                return AwsAccount.NOW.plus(looks.getAndIncrement() == 0 ? Duration.ZERO : Duration.ofMinutes(12));
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        assertThatThrownBy(this::audit)
                .isInstanceOf(DriftAuditFailedException.class)
                .hasMessageContainingAll("cluster nova was not audited, because time got short", "begins with it");
        assertThat(account.calls("DescribeRouteTables")).isEmpty();
    }

    @Test
    void aChangeOfItsNetworkAuditsAClusterAndSaysWhoMadeIt() {
        provisioned("LOCKED");
        vpc.open();
        audit("strict", changes("vpc-1a2b3c4d5e6f70819"));
        assertThat(account.events()).as("no audit has named its VPCs yet").hasSize(1);
        JsonNode change = account.events().getFirst().detail().at("/changes/0");
        assertThat(change).isEqualTo(JsonText.parsed("""
                {"eventName": "AttachInternetGateway", "eventSource": "ec2.amazonaws.com",
                 "by": "arn:aws:sts::111122223333:assumed-role/network-admin/jane", "at": "2026-07-11T10:28:41Z",
                 "eventId": "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"}"""));
    }

    @Test
    void aChangeOfAnotherNetworkAuditsNothing() {
        provisioned("LOCKED");
        audit();
        int read = account.calls("DescribeRouteTables").size();
        assertThat(audit("strict", changes("vpc-1a2b3c4d5e6f70819")).clusters()).isEmpty();
        assertThat(account.calls("DescribeRouteTables")).hasSize(read);
    }

    /** A VPC behind a transit gateway can be the way out: what was read with the cluster's VPC counts. */
    @Test
    void aChangeOfANetworkThatWasReadWithTheClustersAuditsIt() {
        provisioned("LOCKED");
        audited("vpc-1", "vpc-1a2b3c4d5e6f70819");
        assertThat(audit("strict", changes("vpc-1a2b3c4d5e6f70819")).clusters()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"detail\": {\"eventName\": \"CreateRoute\", \"requestParameters\": {\"routeTableId\": \"rtb-1\"}}}",
                // The other side of a transit gateway that the cluster's VPC hangs on.
                "{\"detail\": {\"eventName\": \"CreateTransitGatewayVpcAttachment\", \"requestParameters\": {\"vpcId\":"
                        + " \"vpc-1a2b3c4d5e6f70819\"}}}",
                // The VPC of the group that the rule refers to, in a peered one.
                "{\"detail\": {\"eventName\": \"AuthorizeSecurityGroupEgress\", \"responseElements\":"
                        + " {\"referencedGroupInfo\": {\"vpcId\": \"vpc-1a2b3c4d5e6f70819\"}}}}",
                "no JSON",
                ""
            })
    void aChangeThatDoesNotTellItsNetworkAuditsAll(String body) {
        provisioned("LOCKED");
        audit();
        ObjectNode batch = Json.MAPPER.createObjectNode();
        batch.withArray("Records").addObject().put("body", body);
        assertThat(audit("strict", batch.toString()).clusters()).hasSize(1);
    }

    /** A run that breaks in between reports it twice rather than never. */
    @Test
    void whatWorsenedIsReportedBeforeItIsRemembered() {
        provisioned("LOCKED");
        int before = account.calls().size();
        vpc.open();
        audit();
        List<String> order = account.calls().stream()
                .skip(before)
                .map(Call::operation)
                .filter(operation -> List.of("PutEvents", "UpdateItem").contains(operation))
                .toList();
        assertThat(order).containsExactly("PutEvents", "UpdateItem");
    }

    @Test
    void whatCannotBeReportedIsNotRemembered() {
        provisioned("LOCKED");
        audit();
        vpc.open();
        account.takesNoEvents("InternalFailure");
        assertThatThrownBy(this::audit)
                .isInstanceOf(DriftAuditFailedException.class)
                .hasMessageContainingAll("cluster nova could not be audited", "did not take the event");
        assertThat(latest().verdict()).as("so that the next run reports it").isEqualTo("LOCKED");
    }

    @Test
    void aNetworkThatCannotBeReadIsAFailureAndDoesNotStopTheOthers() {
        provisioned("LOCKED");
        standing("lost", "e-2", "subnet-gone");
        standing("supernova", "e-3", "subnet-1");
        assertThatThrownBy(this::audit)
                .isInstanceOf(DriftAuditFailedException.class)
                .hasMessageContainingAll("cluster lost could not be audited", "subnet-gone")
                .hasMessageNotContaining("nova could");
        assertThat(entry("e-1").drift()).isPresent();
        assertThat(entry("e-2").drift()).isEmpty();
        assertThat(entry("e-3").drift()).isPresent();
    }

    @Test
    void whatCannotBeRememberedIsAFailure() {
        provisioned("LOCKED");
        account.fails("UpdateItem", "AccessDeniedException", 400);
        assertThatThrownBy(this::audit)
                .isInstanceOf(DriftAuditFailedException.class)
                .hasMessageContaining("cluster nova could not be audited");
    }

    /** Nothing is known then, and the alarm on errors rings. */
    @Test
    void aLedgerThatCannotBeReadIsAFailure() {
        provisioned("LOCKED");
        account.fails("Query", "AccessDeniedException", 400);
        assertThatThrownBy(this::audit).hasMessageContaining("refused by the test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Creating", "Deleting"})
    void aClusterThatDoesNotStandIsNotAudited(String status) {
        provisioned("LOCKED");
        nova.status(status);
        assertThat(audit().clusters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "Updating", "RollingBack", "SystemUpdating"})
    void aClusterThatStandsIsAuditedInEveryOtherStatus(String status) {
        provisioned("LOCKED");
        nova.status(status);
        assertThat(audit().clusters()).hasSize(1);
    }

    /** What the ledger does not know is not the application's, whatever its tags say. */
    @Test
    void clustersOfOthersAreNotAudited() {
        provisioned("LOCKED");
        account.cluster("of-a-stranger").network(List.of("subnet-1"), List.of("sg-1"));
        account.cluster("spoofed").ownedBy("app", "e-1").network(List.of("subnet-1"), List.of("sg-1"));
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::clusterName)
                .containsExactly("nova");
    }

    /** The sweep says so; the cluster costs money and holds data all the same. */
    @Test
    void aClusterThatLostItsTagsIsAudited() {
        provisioned("LOCKED");
        nova.tags(Map.of());
        assertThat(audit().clusters()).hasSize(1);
    }

    /** What an execution without success made is the rollback's, and what is closed does not stand. */
    @Test
    void whatIsNotCountedOnIsNotAudited() {
        provisioned("LOCKED");
        Ledger ledger = ledger();
        Execution other = execution("e-2");
        ledger.begin(other, request);
        ledger.created(
                other,
                ResourceType.CLUSTER,
                "supernova",
                account.cluster("supernova")
                        .network(List.of("subnet-1"), List.of("sg-1"))
                        .arn());
        ledger.rollbackEnded(execution("e-1"), AwsAccount.arn("states", "execution:app-rollback:r-1"), List.of());
        assertThat(audit().clusters()).isEmpty();
    }

    /** Another cluster of the same name, that somebody made when the execution's was gone. */
    @Test
    void aClusterOfTheSameNameIsNotTheExecutions() {
        provisioned("LOCKED");
        nova.with("ClusterArn", AwsAccount.arn("sagemaker", "cluster/ofsomeoneels"));
        assertThat(audit().clusters()).isEmpty();
    }

    @Test
    void aClusterThatGoesMeanwhileIsLeftOut() {
        provisioned("LOCKED");
        account.fails("DescribeCluster", "ResourceNotFound", 400);
        assertThat(audit().clusters()).isEmpty();
    }

    @Test
    void theNetworkOfAGroupIsAuditedToo() {
        provisioned("LOCKED");
        vpc.open();
        nova.network(List.of("subnet-3"), List.of("sg-1"));
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::verdict)
                .containsExactly(Verdict.WEAKENED);
        nova.networkOfGroup(List.of("subnet-1"), List.of("sg-1"));
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::verdict)
                .containsExactly(Verdict.OPEN);
    }

    /** Strangers' clusters cost no call. */
    @Test
    void theNumberOfCallsDoesNotDependOnOthersClusters() {
        provisioned("LOCKED");
        int before = account.calls().size();
        audit();
        int alone = account.calls().size() - before;
        for (int i = 0; i < 500; i++) {
            account.cluster("stranger-" + i).ownedBy("another-app", "e-1");
        }
        audit();
        assertThat(account.calls()).hasSize(before + 2 * alone);
    }

    private DriftReport audit() {
        return audit("strict", SCHEDULE);
    }

    /** What the handler answers with, or throws. */
    private DriftReport audit(String defaultMode, String event) {
        SageMakerClient sageMaker = account.client(SageMakerClient.builder());
        ClusterAudit clusterAudit = new ClusterAudit(
                () -> new LiveEgressAudit(
                        new NetworkCollector(
                                new NetworkClients(
                                        account.client(Ec2Client.builder()),
                                        () -> account.client(Route53ResolverClient.builder()),
                                        () -> account.client(Route53ProfilesClient.builder()),
                                        () -> account.client(VpcLatticeClient.builder())),
                                clock),
                        defaultMode),
                () -> ceiling,
                new StandingNodes(sageMaker),
                new BucketOwner(() -> account.client(S3Client.builder())));
        DriftAudit audit = new DriftAudit(
                new StandingClusters(ledger(), sageMaker),
                clusterAudit,
                new DriftCheck(
                        ledger(),
                        clusterAudit,
                        new EvidenceStore(() -> account.client(S3Client.builder()), "evidence"),
                        new ResourceEvents("app", () -> account.client(EventBridgeClient.builder())),
                        clock),
                clock);
        MetricsFactory.getMetricsInstance().setNamespace("HyperPodRig");
        try {
            return new AuditDriftHandler(audit)
                    .answer(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The batch of the queue of changes, about this VPC. */
    private static String changes(String vpcId) {
        ObjectNode change = SampleRequest.event("eventbridge/network-change.json");
        ((ObjectNode) change.at("/detail/requestParameters")).put("vpcId", vpcId);
        ObjectNode batch = Json.MAPPER.createObjectNode();
        batch.withArray("Records").addObject().put("body", change.toString());
        return batch.toString();
    }

    private static ObjectNode request() {
        ObjectNode request = SampleRequest.json().put("clusterName", "nova");
        request.remove("sharedFileSystem");
        ObjectNode network = request.putObject("network");
        network.putArray("subnetIds").add("subnet-1");
        network.putArray("securityGroupIds").add("sg-1");
        return request;
    }

    /** The execution that created the cluster nova succeeded with this verdict. */
    private void provisioned(String verdict) {
        succeeded("e-1", request, nova, verdict);
    }

    /** Another cluster, with which an execution succeeded. */
    private void standing(String name, String executionName, String subnet) {
        HyperPodCluster cluster = account.cluster(name)
                .ownedBy("app", executionName)
                .network(List.of(subnet), List.of("sg-1"))
                .group("rig-1", "InService", 2, 2);
        ObjectNode asked = request.deepCopy().put("clusterName", name);
        asked.putObject("network").putArray("subnetIds").add(subnet);
        ((ObjectNode) asked.get("network")).putArray("securityGroupIds").add("sg-1");
        succeeded(executionName, asked, cluster, "LOCKED");
    }

    private void succeeded(String executionName, ObjectNode asked, HyperPodCluster cluster, String verdict) {
        Execution execution = execution(executionName);
        ledger().begin(execution, asked);
        ledger().succeeded(execution, new Success(cluster.arn(), Optional.empty(), JsonText.parsed("""
                {"verdict": "%s", "ingressVerdict": "LOCKED", "policyHolds": true, "evidence":
                   {"bucket": "evidence", "prefix": "%s/after-creation", "report": "s3://evidence/%2$s/after-creation/report.html"}}""".formatted(
                        verdict, executionName))));
    }

    /** An earlier audit of the cluster nova read these VPCs. */
    private void audited(String... vpcIds) {
        ledger().audited(
                        execution("e-1"),
                        new DriftRecord(
                                "LOCKED",
                                "LOCKED",
                                true,
                                AwsAccount.NOW.minusSeconds(3_600),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(vpcIds)));
    }

    private DriftRecord latest() {
        return entry("e-1").drift().orElseThrow();
    }

    private LedgerEntry entry(String executionName) {
        return ledger().entry(AwsAccount.execution(executionName), Optional.empty())
                .orElseThrow();
    }

    private Ledger ledger() {
        return new Ledger(account.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, clock);
    }

    private static Execution execution(String name) {
        return new Execution(name, AwsAccount.execution(name), Optional.of(AwsAccount.NOW.minusSeconds(3_600)));
    }
}
