package hyperpod.rig.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.NetworkClients;
import hyperpod.rig.network.NetworkCollector;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.resources.BucketOwner;
import hyperpod.rig.resources.OwnClusters;
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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.route53profiles.Route53ProfilesClient;
import software.amazon.awssdk.services.route53resolver.Route53ResolverClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
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
        assertThat(audit().clusters())
                .containsExactly(new DriftReport.ClusterDrift(
                        "nova", Optional.empty(), Verdict.LOCKED, Verdict.LOCKED, false, false));
        assertThat(account.events()).isEmpty();
        assertThat(latest().path("verdict").asText()).isEqualTo("LOCKED");
        assertThat(latest().path("ingressVerdict").asText()).isEqualTo("LOCKED");
        assertThat(latest().path("policyHolds").asBoolean()).isTrue();
        assertThat(latest().path("at").asText()).isEqualTo("2026-07-11T10:30:00Z");
        assertThat(latest().at("/evidence/prefix").asText()).isEqualTo("e-1/drift/2026-07-11T103000Z");
        assertThat(latest().path("vpcIds")).extracting(JsonNode::asText).containsExactly("vpc-1");
        assertThat(account.objects("evidence"))
                .containsKeys(
                        "e-1/drift/2026-07-11T103000Z/report.json",
                        "e-1/drift/2026-07-11T103000Z/report.html",
                        "e-1/drift/2026-07-11T103000Z/snapshot.zip");
    }

    /** What was never audited must not go unnoticed. */
    @Test
    void theFirstAuditOfAnOpenNetworkIsReported() {
        vpc.open();
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::verdict, DriftReport.ClusterDrift::worsened)
                .containsExactly(tuple(Verdict.OPEN, true));
        assertThat(account.events())
                .singleElement()
                .satisfies(event -> assertThat(event.detail().has("before")).isFalse());
    }

    @Test
    void theFirstAuditOfAWeakenedNetworkIsReportedAlthoughThePolicyAcceptsIt() {
        vpc.open().closeRoutes();
        assertThat(audit("standard", SCHEDULE).clusters())
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
        assertThat(latest().path("verdict").asText()).isEqualTo("OPEN");
    }

    @ParameterizedTest
    @CsvSource({"OPEN", "UNPROVEN", "WEAKENED"})
    void aNetworkThatIsBetterThanItWasIsRememberedAndNotReported(String before) {
        provisioned(before);
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::before, DriftReport.ClusterDrift::worse)
                .containsExactly(tuple(Optional.of(Verdict.valueOf(before)), false));
        assertThat(account.events()).isEmpty();
        assertThat(latest().path("verdict").asText()).isEqualTo("LOCKED");
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

    /** Whoever can write the file of the newest verdict makes nothing of it: the execution says what was before. */
    @Test
    void aVerdictThatIsOverwrittenIsComparedWithNothing() {
        provisioned("LOCKED");
        known("OPEN", false, "");
        vpc.open();
        assertThat(audit().clusters().getFirst().worsened()).isTrue();
        assertThat(account.events().getFirst().detail().path("before").asText()).isEqualTo("LOCKED");
    }

    /** Even what it says of a report that was published does not silence the alarm. */
    @Test
    void whatIsSaidToBeReportedStaysWorse() {
        provisioned("LOCKED");
        vpc.open();
        audit();
        account.object(
                "evidence", "e-1/latest.json", account.objects("evidence").get("e-1/latest.json"));
        assertThat(audit().worse()).isEqualTo(1);
    }

    /** Nor can it be said for all time to come. */
    @Test
    void whatIsSaidToHaveBeenReportedInTheFutureIsReported() {
        provisioned("LOCKED");
        vpc.open();
        audit();
        ObjectNode forged = (ObjectNode) latest();
        ((ObjectNode) forged.path("reported")).put("at", "9999-01-01T00:00:00Z");
        account.object("evidence", "e-1/latest.json", forged.toString());
        assertThat(audit().clusters().getFirst().worsened()).isTrue();
        assertThat(account.events()).hasSize(2);
    }

    /** Who can write the file keeps nobody from looking. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "no JSON",
                "null",
                "{}",
                "{\"verdict\": \"LOCKED\", \"policyHolds\": true, \"at\": \"2026-07-10T10:30:00Z\", \"reported\": {}}"
            })
    void aNewestVerdictThatCannotBeUnderstoodIsNone(String latest) {
        provisioned("LOCKED");
        account.object("evidence", "e-1/latest.json", latest);
        vpc.open();
        assertThat(audit().clusters().getFirst().worsened()).isTrue();
        assertThat(latest().path("verdict").asText()).isEqualTo("OPEN");
    }

    /** Who may tag a cluster could name an execution with a more lenient policy. */
    @Test
    void anExecutionThatCreatedAnotherClusterIsNotTheClusters() {
        account.provision("e-1").input(request.toString()).succeeded("""
                {"clusterArn": "arn:aws:sagemaker:us-east-1:111122223333:cluster/other", "egress": {"verdict": "OPEN", "policyHolds": true}}""");
        assertThat(audit().clusters().getFirst().worse()).isTrue();
        assertThat(account.events().getFirst().detail().path("differences"))
                .singleElement()
                .satisfies(difference -> assertThat(difference.asText())
                        .contains("its tag names execution e-1, which created another cluster"));
    }

    @Test
    void anExecutionThatBeganLaterIsNotTheClusters() {
        provisioned("LOCKED");
        nova.at("CreationTime", AwsAccount.NOW.minusSeconds(3_601));
        audit();
        assertThat(account.events().getFirst().detail().at("/differences/0").asText())
                .contains("e-1, which began later");
    }

    /** Step Functions forgets an execution; the evidence does not, and of it the first version counts. */
    @Test
    void afterNinetyDaysTheFirstBaselineInTheEvidenceCounts() {
        ceiling = EgressPolicyCeiling.parse("{\"mayRequestStandardMode\": true}");
        request.putObject("egressPolicy").put("mode", "standard");
        baseline("OPEN", "strict", -3_600); // before there was a cluster
        baseline("WEAKENED", "standard", -3_000);
        baseline("OPEN", "strict", -10); // written over it
        vpc.open().closeRoutes();
        assertThat(audit().clusters())
                .containsExactly(new DriftReport.ClusterDrift(
                        "nova", Optional.of(Verdict.WEAKENED), Verdict.WEAKENED, Verdict.LOCKED, false, false));
    }

    @Test
    void evidenceIsStoredOnlyWhenTheVerdictChanges() {
        provisioned("LOCKED");
        known("LOCKED", true, "");
        audit();
        assertThat(account.objects("evidence")).containsOnlyKeys("e-1/latest.json");
        assertThat(latest().at("/evidence/prefix").asText())
                .as("the evidence that is known")
                .isEqualTo("e-1/after-creation");
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
        assertThat(latest().path("policyHolds").asBoolean(true)).isFalse();
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
        audit();
        int once = account.calls("DescribeRouteTables").size();
        for (int i = 2; i < 40; i++) {
            account.cluster("nova-" + i)
                    .ownedBy("app", "e-" + i)
                    .network(List.of(i % 2 == 0 ? "subnet-1" : "subnet-3"), List.of("sg-1"));
        }
        assertThat(audit().clusters()).hasSize(39).noneMatch(DriftReport.ClusterDrift::worse);
        assertThat(account.calls("DescribeRouteTables")).hasSize(2 * once);
    }

    /** What waits longest begins. */
    @Test
    void theClusterThatWasAuditedLastDoesNotBegin() {
        known("LOCKED", true, "");
        for (int i : new int[] {2, 3}) {
            account.network("""
                    {"Vpcs": [{"VpcId": "vpc-%1$d", "CidrBlock": "10.%1$d.0.0/16"}],
                     "Subnets": [{"SubnetId": "subnet-in-%1$d", "VpcId": "vpc-%1$d", "CidrBlock": "10.%1$d.0.0/24"}]}""".formatted(i));
            account.cluster("nova-" + i).ownedBy("app", "e-" + i).network(List.of("subnet-in-" + i), List.of("sg-1"));
        }
        audit();
        assertThat(account.calls("DescribeRouteTables").getFirst().toString()).doesNotContain("vpc-1");
    }

    @Test
    void whatTheTimeDoesNotSufficeForIsSaid() {
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
        assertThat(account.events()).as("the newest verdict names no VPC yet").hasSize(1);
        JsonNode change = account.events().getFirst().detail().at("/changes/0");
        assertThat(change).isEqualTo(JsonText.parsed("""
                {"eventName": "AttachInternetGateway", "eventSource": "ec2.amazonaws.com",
                 "by": "arn:aws:sts::111122223333:assumed-role/network-admin/jane", "at": "2026-07-11T10:28:41Z",
                 "eventId": "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"}"""));
    }

    @Test
    void aChangeOfAnotherNetworkAuditsNothing() {
        audit();
        int read = account.calls("DescribeRouteTables").size();
        assertThat(audit("strict", changes("vpc-1a2b3c4d5e6f70819")).clusters()).isEmpty();
        assertThat(account.calls("DescribeRouteTables")).hasSize(read);
    }

    /** A VPC behind a transit gateway can be the way out: what was read with the cluster's VPC counts. */
    @Test
    void aChangeOfANetworkThatWasReadWithTheClustersAuditsIt() {
        known("LOCKED", true, ", \"vpcIds\": [\"vpc-1\", \"vpc-1a2b3c4d5e6f70819\"]");
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
        audit();
        ObjectNode batch = Json.MAPPER.createObjectNode();
        batch.withArray("Records").addObject().put("body", body);
        assertThat(audit("strict", batch.toString()).clusters()).hasSize(1);
    }

    /** A run that breaks in between reports it twice rather than never. */
    @Test
    void whatWorsenedIsReportedBeforeItIsRemembered() {
        known("LOCKED", true, "");
        vpc.open();
        audit();
        List<String> order = account.calls().stream()
                .filter(call -> call.operation().equals("PutEvents")
                        || call.body().path("Key").asText().endsWith("latest.json"))
                .map(Call::operation)
                .toList();
        assertThat(order).containsExactly("GetObject", "PutEvents", "PutObject");
    }

    @Test
    void whatCannotBeReportedIsNotRemembered() {
        known("LOCKED", true, "");
        vpc.open();
        account.takesNoEvents("InternalFailure");
        assertThatThrownBy(this::audit)
                .isInstanceOf(DriftAuditFailedException.class)
                .hasMessageContainingAll("cluster nova could not be audited", "did not take the event");
        assertThat(latest().path("verdict").asText())
                .as("so that the next run reports it")
                .isEqualTo("LOCKED");
    }

    @Test
    void aNetworkThatCannotBeReadIsAFailureAndDoesNotStopTheOthers() {
        account.cluster("lost").ownedBy("app", "e-2").network(List.of("subnet-gone"), List.of("sg-1"));
        account.cluster("supernova").ownedBy("app", "e-3").network(List.of("subnet-1"), List.of("sg-1"));
        assertThatThrownBy(this::audit)
                .isInstanceOf(DriftAuditFailedException.class)
                .hasMessageContainingAll("cluster lost could not be audited", "subnet-gone")
                .hasMessageNotContaining("nova could");
        assertThat(account.objects("evidence"))
                .containsKeys("e-1/latest.json", "e-3/latest.json")
                .doesNotContainKey("e-2/latest.json");
    }

    /** An update of the application that was taken back leaves what it wrote. */
    @Test
    void whatANewerVersionRemembersBesidesIsIgnored() {
        known("LOCKED", true, ", \"ofANewerVersion\": {\"a\": 1}");
        provisioned("LOCKED");
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::worsened)
                .containsExactly(false);
    }

    @Test
    void whatIsKnownMustBeReadable() {
        account.fails("GetObject", "AccessDenied", 403);
        vpc.open();
        assertThatThrownBy(this::audit).isInstanceOf(DriftAuditFailedException.class);
        assertThat(account.events()).isEmpty();
        assertThat(account.calls("PutObject")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Creating", "Deleting"})
    void aClusterThatDoesNotStandIsNotAudited(String status) {
        nova.status(status);
        assertThat(audit().clusters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "Updating", "RollingBack", "SystemUpdating"})
    void aClusterThatStandsIsAuditedInEveryOtherStatus(String status) {
        nova.status(status);
        assertThat(audit().clusters()).hasSize(1);
    }

    @Test
    void clustersOfOthersAreNotAudited() {
        account.cluster("of-a-stranger").network(List.of("subnet-1"), List.of("sg-1"));
        account.cluster("of-another-application").ownedBy("app-2", "e-9").network(List.of("subnet-1"), List.of("sg-1"));
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::clusterName)
                .containsExactly("nova");
    }

    @Test
    void aClusterThatGoesMeanwhileIsLeftOut() {
        account.fails("DescribeCluster", "ResourceNotFound", 400);
        assertThat(audit().clusters()).isEmpty();
    }

    @Test
    void theNetworkOfAGroupIsAuditedToo() {
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

    private DriftReport audit() {
        return audit("strict", SCHEDULE);
    }

    /** What the handler answers with, or throws. */
    private DriftReport audit(String defaultMode, String event) {
        EvidenceStore evidence = new EvidenceStore(() -> account.client(S3Client.builder()), "evidence");
        SageMakerClient sageMaker = account.client(SageMakerClient.builder());
        DriftAudit audit = new DriftAudit(
                new StandingClusters(new OwnClusters(sageMaker, "app")),
                new Beginnings(() -> account.client(SfnClient.builder()), AwsAccount.PROVISION, evidence),
                new ClusterAudit(
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
                        new BucketOwner(() -> account.client(S3Client.builder()))),
                evidence,
                new ResourceEvents("app", () -> account.client(EventBridgeClient.builder())),
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
        ObjectNode request = SampleRequest.json();
        request.remove("sharedFileSystem");
        ObjectNode network = request.putObject("network");
        network.putArray("subnetIds").add("subnet-1");
        network.putArray("securityGroupIds").add("sg-1");
        return request;
    }

    /** The execution that created the cluster nova succeeded with this verdict. */
    private void provisioned(String verdict) {
        account.executions().stream()
                .filter(execution -> execution.arn().equals(AwsAccount.execution("e-1")))
                .findFirst()
                .orElseGet(() -> account.provision("e-1"))
                .input(request.toString())
                .succeeded("""
                {"clusterArn": "%s", "egress": {"verdict": "%s", "ingressVerdict": "LOCKED", "policyHolds": true}}""".formatted(nova.arn(), verdict));
    }

    /** What the evidence says of the cluster's beginning, written so many seconds from now. */
    private void baseline(String verdict, String mode, int seconds) {
        ObjectNode asked = request.deepCopy();
        asked.putObject("egressPolicy").put("mode", mode);
        account.object(
                "evidence",
                "e-1/after-creation/baseline.json",
                """
                {"executionArn": "%s", "clusterArn": "%s", "verdict": "%s", "ingressVerdict": "LOCKED", "policyHolds": true, "request": %s}""".formatted(AwsAccount.execution("e-1"), nova.arn(), verdict, asked),
                AwsAccount.NOW.plusSeconds(seconds));
    }

    /** What an earlier audit remembered of the cluster nova. */
    private void known(String verdict, boolean policyHolds, String more) {
        account.object("evidence", "e-1/latest.json", """
                {"verdict": "%s", "ingressVerdict": "LOCKED", "policyHolds": %s, "at": "2026-07-10T10:30:00Z", "evidence":
                   {"bucket": "evidence", "prefix": "e-1/after-creation", "report": "s3://evidence/e-1/after-creation/report.html"}%s}""".formatted(verdict, policyHolds, more));
    }

    private JsonNode latest() {
        try {
            return Json.MAPPER.readTree(account.objects("evidence").get("e-1/latest.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
