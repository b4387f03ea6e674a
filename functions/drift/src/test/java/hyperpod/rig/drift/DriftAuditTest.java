package hyperpod.rig.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.NetworkClients;
import hyperpod.rig.network.NetworkCollector;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.ResourceEvents;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.Call;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.IsolatedVpc;
import hyperpod.rig.testkit.PublishedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.route53resolver.Route53ResolverClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.vpclattice.VpcLatticeClient;

/** What a later audit compares with what was known, reports and remembers. */
class DriftAuditTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount().bucket("evidence");

    private EgressPolicyCeiling ceiling = EgressPolicyCeiling.CLOSED;
    private final IsolatedVpc vpc = account.isolatedVpc();
    private final HyperPodCluster nova =
            account.cluster("nova").ownedBy("app", "e-1").network(List.of("subnet-1"), List.of("sg-1"));

    @Test
    void theFirstAuditOfALockedNetworkIsRememberedAndNotReported() {
        assertThat(audit().clusters())
                .containsExactly(new DriftReport.ClusterDrift("nova", Optional.empty(), Verdict.LOCKED, false));
        assertThat(account.events()).isEmpty();
        assertThat(latest().path("verdict").asText()).isEqualTo("LOCKED");
        assertThat(latest().path("policyHolds").asBoolean()).isTrue();
        assertThat(latest().path("at").asText()).isEqualTo("2026-07-11T10:30:00Z");
        assertThat(latest().at("/evidence/prefix").asText()).isEqualTo("e-1/drift/2026-07-11T103000Z");
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
                .containsExactly(new DriftReport.ClusterDrift("nova", Optional.empty(), Verdict.OPEN, true));
        assertThat(account.events())
                .singleElement()
                .satisfies(event -> assertThat(event.detail().has("before")).isFalse());
    }

    @Test
    void theFirstAuditOfAWeakenedNetworkIsReportedAlthoughThePolicyAcceptsIt() {
        vpc.open().closeRoutes();
        assertThat(audit("standard").clusters())
                .containsExactly(new DriftReport.ClusterDrift("nova", Optional.empty(), Verdict.WEAKENED, true));
        assertThat(account.events())
                .singleElement()
                .satisfies(
                        event -> assertThat(event.detail().path("policyHolds").asBoolean())
                                .isTrue());
    }

    @Test
    void aNetworkThatWorsenedIsReportedWithWhatToMendAndWhereTheReportLies() {
        known("LOCKED", true, "");
        vpc.open();
        assertThat(audit().clusters())
                .containsExactly(new DriftReport.ClusterDrift("nova", Optional.of(Verdict.LOCKED), Verdict.OPEN, true));
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
        assertThat(event.detail().path("policyHolds").asBoolean(true)).isFalse();
        assertThat(event.detail().path("findings"))
                .extracting(finding -> finding.path("control").asText())
                .contains("EGR-101");
        assertThat(event.detail().at("/evidence/report").asText())
                .isEqualTo("s3://evidence/e-1/drift/2026-07-11T103000Z/report.html");
        assertThat(latest().path("verdict").asText()).isEqualTo("OPEN");
    }

    @ParameterizedTest
    @CsvSource({"OPEN, false", "UNPROVEN, false"})
    void aNetworkThatIsBetterThanItWasIsRememberedAndNotReported(String before, boolean policyHolds) {
        known(before, policyHolds, "");
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::before, DriftReport.ClusterDrift::worsened)
                .containsExactly(tuple(Optional.of(Verdict.valueOf(before)), false));
        assertThat(account.events()).isEmpty();
        assertThat(latest().path("verdict").asText()).isEqualTo("LOCKED");
    }

    @Test
    void aNetworkThatIsAsOpenAsItWasIsNotReportedAgain() {
        known("OPEN", false, "");
        vpc.open();
        assertThat(audit().clusters().getFirst().worsened()).isFalse();
        assertThat(account.events()).isEmpty();
    }

    @Test
    void evidenceIsStoredOnlyWhenTheVerdictChanges() {
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
        known("WEAKENED", true, "");
        vpc.open().closeRoutes();
        assertThat(audit().clusters())
                .containsExactly(
                        new DriftReport.ClusterDrift("nova", Optional.of(Verdict.WEAKENED), Verdict.WEAKENED, true));
        assertThat(account.events()).hasSize(1);
        assertThat(latest().at("/evidence/prefix").asText()).startsWith("e-1/drift/");
        assertThat(latest().path("policyHolds").asBoolean(true)).isFalse();
    }

    @Test
    void theRequestsPolicyJudgesLaterAuditsToo() {
        ceiling = EgressPolicyCeiling.parse("{\"mayRequestStandardMode\": true}");
        known("WEAKENED", true, ", \"egressPolicy\": {\"mode\": \"standard\"}");
        vpc.open().closeRoutes();
        assertThat(audit().clusters().getFirst().worsened()).isFalse();
        assertThat(latest().at("/egressPolicy/mode").asText()).isEqualTo("standard");
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
        nova.network(List.of("subnet-3"), List.of("sg-1")).group("rig-1", "InService", 1, 1);
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::verdict)
                .containsExactly(Verdict.WEAKENED);
        nova.networkOfGroup(List.of("subnet-1"), List.of("sg-1"));
        assertThat(audit().clusters())
                .extracting(DriftReport.ClusterDrift::verdict)
                .containsExactly(Verdict.OPEN);
    }

    private DriftReport audit() {
        return audit("strict");
    }

    private DriftReport audit(String defaultMode) {
        return new DriftAudit(
                        new StandingClusters(new OwnClusters(account.client(SageMakerClient.builder()), "app")),
                        () -> new LiveEgressAudit(
                                new NetworkCollector(new NetworkClients(
                                        account.client(Ec2Client.builder()),
                                        () -> account.client(Route53ResolverClient.builder()),
                                        () -> account.client(VpcLatticeClient.builder()))),
                                defaultMode),
                        ceiling,
                        new EvidenceStore(() -> account.client(S3Client.builder()), "evidence"),
                        new ResourceEvents("app", () -> account.client(EventBridgeClient.builder())),
                        Clock.fixed(AwsAccount.NOW, ZoneOffset.UTC))
                .run();
    }

    /** What an earlier audit remembered of the cluster nova. */
    private void known(String verdict, boolean policyHolds, String more) {
        account.object("evidence", "e-1/latest.json", """
                {"verdict": "%s", "policyHolds": %s, "at": "2026-07-10T10:30:00Z", "evidence":
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
