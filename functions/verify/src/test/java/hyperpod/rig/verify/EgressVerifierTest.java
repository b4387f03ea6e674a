package hyperpod.rig.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.EgressNotLockedException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.NetworkClients;
import hyperpod.rig.network.NetworkCollector;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.IsolatedVpc;
import hyperpod.rig.testkit.JsonText;
import hyperpod.rig.testkit.SampleRequest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.route53profiles.Route53ProfilesClient;
import software.amazon.awssdk.services.route53resolver.Route53ResolverClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.vpclattice.VpcLatticeClient;

/** What is proven before money is spent and when the cluster stands, and what an open network is refused with. */
class EgressVerifierTest {

    private static final Execution EXECUTION = new Execution("e-1", AwsAccount.execution("e-1"), Optional.empty());

    @RegisterExtension
    final AwsAccount account = new AwsAccount().bucket("evidence");

    private final IsolatedVpc vpc = account.isolatedVpc();
    private final ObjectNode request = sample();

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

        request.putObject("egressPolicy")
                .put("mode", "strict")
                .putArray("waivers")
                .addObject()
                .put("control", "EGR-101")
                .put("resourceId", "nat-1")
                .put("owner", "network@example.com")
                .put("expires", "2999-01-31");
        assertThat(audited().refusal()).doesNotContain("EGR-101");
    }

    @Test
    void aWeakenedNetworkPassesWhereTheStandardPolicyIsAskedFor() {
        vpc.open().closeRoutes();
        assertThatThrownBy(() -> verify(Moment.BEFORE_SPENDING))
                .isInstanceOf(EgressNotLockedException.class)
                .hasMessageContaining("WEAKENED");
        request.putObject("egressPolicy").put("mode", "standard");
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
                        "e-1/latest.json");
        JsonNode latest = JsonText.parsed(account.objects("evidence").get("e-1/latest.json"));
        assertThat(latest.path("verdict").asText()).isEqualTo("LOCKED");
        assertThat(latest.path("policyHolds").asBoolean()).isTrue();
        assertThat(latest.path("at").asText()).isEqualTo("2026-07-11T10:30:00Z");
        assertThat(latest.at("/evidence/prefix").asText()).isEqualTo("e-1/after-creation");
        assertThat(latest.at("/egressPolicy/mode").asText()).isEqualTo("strict");
        assertThat(JsonText.parsed(account.objects("evidence").get("e-1/after-creation/report.json"))
                        .path("verdict")
                        .asText())
                .isEqualTo("LOCKED");
    }

    @Test
    void anOpenNetworksEvidenceIsKeptToo() {
        vpc.open();
        assertThatThrownBy(() -> verify(Moment.BEFORE_SPENDING)).isInstanceOf(EgressNotLockedException.class);
        assertThat(JsonText.parsed(account.objects("evidence").get("e-1/latest.json"))
                        .path("policyHolds")
                        .asBoolean(true))
                .isFalse();
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
                .handle(new VerifyEgressLockdownHandler.Input(EXECUTION, SampleRequest.read(request), moment));
    }

    /** The same, whatever the policy says to it. */
    private EgressVerificationResult audited() {
        return verifier().verify(EXECUTION, SampleRequest.read(request), Moment.BEFORE_SPENDING);
    }

    private EgressVerifier verifier() {
        return new EgressVerifier(
                new LiveEgressAudit(
                        new NetworkCollector(new NetworkClients(
                                account.client(Ec2Client.builder()),
                                () -> account.client(Route53ResolverClient.builder()),
                                () -> account.client(Route53ProfilesClient.builder()),
                                () -> account.client(VpcLatticeClient.builder()))),
                        "strict"),
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
