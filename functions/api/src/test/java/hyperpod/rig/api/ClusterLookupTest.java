package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.ledger.Confirmation;
import hyperpod.rig.ledger.RequestDigest;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.JsonText;
import hyperpod.rig.testkit.SampleRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What GET answers for a cluster's name. */
class ClusterLookupTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final World world = new World(account);

    @Test
    void anExecutionThatRunsIsUnderWayInTheStateThatItEnteredLast() {
        account.provision("nova-1").entered("ValidateRequest", "CreateCluster", "WaitForCluster");
        world.forgotten("nova-1", "nova").created().group("rig-1", "Creating", 1, 2);

        JsonNode report = found();

        assertThat(report.path("clusterName").asText()).isEqualTo("nova");
        assertThat(report.path("state").asText()).isEqualTo("UNDER_WAY");
        assertThat(report.path("executionArn").asText()).isEqualTo(AwsAccount.execution("nova-1"));
        assertThat(report.path("status").asText()).isEqualTo("RUNNING");
        assertThat(report.path("currentStep").asText()).isEqualTo("WaitForCluster");
        assertThat(report.path("startDate").asText()).isEqualTo("2026-07-11T09:30:00Z");
        assertThat(report.path("elapsedSeconds").asInt()).isEqualTo(3_600);
        assertThat(report.path("deadline").asText()).isEqualTo("2026-07-11T14:30:00Z");
        assertThat(report.at("/cluster/status").asText()).isEqualTo("Creating");
        assertThat(report.at("/cluster/restrictedInstanceGroups/0/currentCount").asInt())
                .isEqualTo(1);
        assertThat(report.at("/cluster/restrictedInstanceGroups/0/targetCount").asInt())
                .isEqualTo(2);
        assertThat(report.at("/remaining")).isEmpty();
        for (String absent : new String[] {"stopDate", "result", "error", "failure", "succeededAt", "closedAt"}) {
            assertThat(report.has(absent)).as(absent).isFalse();
        }
    }

    @Test
    void whileItWaitsForTheFileSystemItsDeadlineIsThatOfTheFileSystem() {
        world.begun("nova-1", "nova").createsFileSystem("fs-1");
        assertThat(found().path("deadline").asText()).isEqualTo("2026-07-11T11:30:00Z");
        assertThat(found().path("fileSystemId").asText()).isEqualTo("fs-1");
        assertThat(found().has("cluster")).isFalse();
    }

    @Test
    void aSuccessStandsWithItsVerdictEvidenceGroupsAndNodes() {
        world.ledger.asked("nova-1", digest("nova"), World.CALLER);
        HyperPodCluster cluster = world.begun("nova-1", "nova").succeeded();
        cluster.group("rig-1", "InService", 2, 2)
                .ofGroup("EnvironmentConfig", Map.of("S3OutputPath", "s3://managed/rig-1"))
                .nodes("Running", 1)
                .nodesThatSay("Failure", 1, "no capacity");
        account.executions().getFirst().succeeded("{\"clusterArn\": \"arn\"}");

        JsonNode report = found();

        assertThat(report.path("state").asText()).isEqualTo("STANDS");
        assertThat(report.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(report.path("requestedBy").asText()).isEqualTo(World.CALLER);
        assertThat(report.path("succeededAt").asText()).isEqualTo(AwsAccount.NOW.toString());
        assertThat(report.at("/result/clusterArn").asText()).isEqualTo("arn");
        assertThat(report.at("/egress/verdict").asText()).isEqualTo("LOCKED");
        assertThat(report.at("/egress/evidence").asText()).isEqualTo("s3://evidence/nova-1");
        assertThat(report.at("/cluster/arn").asText()).isEqualTo(cluster.arn());
        assertThat(report.at("/cluster/restrictedInstanceGroups/0/s3OutputPath").asText())
                .isEqualTo("s3://managed/rig-1");
        assertThat(report.at("/cluster/nodes/1/status").asText()).isEqualTo("Failure");
        assertThat(report.at("/cluster/nodes/1/message").asText()).isEqualTo("no capacity");
        assertThat(report.at("/cluster/moreNodes").asBoolean()).isFalse();
        assertThat(report.has("elapsedSeconds")).isFalse();
        assertThat(report.path("notAnswered")).isEmpty();
    }

    private static String digest(String clusterName) {
        return RequestDigest.of(SampleRequest.json().put("clusterName", clusterName));
    }

    /** Stopping it in PublishResult undoes nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "ABORTED", "TIMED_OUT", "FAILED"})
    void whatSucceededStandsWhateverBecameOfItsExecution(String status) {
        World.Begun begun = world.begun("nova-1", "nova");
        begun.succeeded();
        begun.ended(status);
        assertThat(found().path("state").asText()).isEqualTo("STANDS");
        assertThat(found().path("status").asText()).isEqualTo(status);
        assertThat(found().has("failure")).isFalse();
    }

    /** It said FAILED with nothing remaining while a cluster stood and was billed. */
    @Test
    void afterARivalsFailureTheClusterThatStandsIsReported() {
        world.begun("winner", "nova").succeeded();
        world.begun("rival", "nova").gaveUp("the name is taken").ended("FAILED");
        JsonNode report = found();
        assertThat(report.path("state").asText()).isEqualTo("STANDS");
        assertThat(report.path("executionArn").asText()).isEqualTo(AwsAccount.execution("winner"));
    }

    /** It said ABORTED for good. */
    @Test
    void afterAStopTheRollbackIsReportedAndThenThatNothingIsLeft() {
        World.Begun begun = world.begun("nova-1", "nova");
        HyperPodCluster cluster = begun.created();
        account.executions().getFirst().with("cause", "stopped by ada");
        begun.ended("ABORTED");
        assertThat(found().path("state").asText()).isEqualTo("REMAINS");
        assertThat(found().at("/failure/error").asText()).isEqualTo("States.ABORTED");
        assertThat(found().at("/failure/message").asText()).isEqualTo("stopped by ada");
        assertThat(found().at("/remaining/0/arn").asText()).isEqualTo(cluster.arn());

        String rollback = begun.rollback("r-1", "RUNNING");
        cluster.status("Deleting");
        assertThat(found().path("state").asText()).isEqualTo("BEING_TAKEN_BACK");
        assertThat(found().at("/rollbacks/0/arn").asText()).isEqualTo(rollback);
        assertThat(found().at("/rollbacks/0/status").asText()).isEqualTo("RUNNING");
        assertThat(found().path("remaining")).isEmpty();

        cluster.gone();
        world.ledger.rollbackEnded(begun.execution, rollback, List.of());
        JsonNode report = found();
        assertThat(report.path("state").asText()).isEqualTo("GONE");
        assertThat(report.at("/rollbacks/0/status").asText()).isEqualTo("COMPLETE");
        assertThat(report.path("closedAt").asText())
                .isEqualTo(AwsAccount.NOW.plusSeconds(60).toString());
        assertThat(report.has("cluster")).isFalse();
    }

    /** It still said InService. */
    @Test
    void afterADeletionItIsGone() {
        World.Begun begun = world.begun("nova-1", "nova");
        HyperPodCluster cluster = begun.succeeded();
        cluster.gone();
        begun.rolledBack("r-1");
        assertThat(found().path("state").asText()).isEqualTo("GONE");
        assertThat(found().has("cluster")).isFalse();
    }

    @Test
    void whatSomebodyElseDeletedIsGoneAsWell() {
        world.begun("nova-1", "nova").succeeded().gone();
        assertThat(found().path("state").asText()).isEqualTo("GONE");
    }

    /** The file system costs money on its own. */
    @Test
    void aFileSystemWhoseClusterSomebodyDeletedRemains() {
        World.Begun begun = world.begun("nova-1", "nova").createsFileSystem("fs-1");
        begun.succeeded().gone();
        JsonNode report = found();
        assertThat(report.path("state").asText()).isEqualTo("REMAINS");
        assertThat(report.path("remaining")).hasSize(1);
        assertThat(report.at("/remaining/0/id").asText()).isEqualTo("fs-1");
        assertThat(report.at("/remaining/0/reason").asText()).contains("no rollback has found");
    }

    @Test
    void whatARollbackLeftIsReportedWithAwssReason() {
        World.Begun begun = world.begun("nova-1", "nova").createsFileSystem("fs-1");
        HyperPodCluster cluster = begun.created();
        begun.gaveUp("no capacity").ended("FAILED");
        Remaining remainingCluster = remaining("AWS::SageMaker::Cluster", "nova", "in use, says SageMaker");
        Remaining remainingFileSystem = remaining("AWS::FSx::FileSystem", "fs-1", "FSx says no");
        begun.rolledBack("r-1", remainingCluster, remainingFileSystem);
        JsonNode report = found();
        assertThat(report.path("state").asText()).isEqualTo("REMAINS");
        assertThat(report.at("/failure/message").asText()).isEqualTo("no capacity");
        assertThat(report.at("/remaining/0/reason").asText()).isEqualTo("in use, says SageMaker");
        assertThat(report.at("/remaining/1/reason").asText()).isEqualTo("FSx says no");
        assertThat(report.at("/rollbacks/0/status").asText()).isEqualTo("INCOMPLETE");
        assertThat(report.at("/rollbacks/0/remaining")).hasSize(2);

        cluster.gone();
        assertThat(found().path("remaining")).hasSize(1);
        assertThat(found().at("/remaining/0/id").asText()).isEqualTo("fs-1");
    }

    private static Remaining remaining(String type, String id, String reason) {
        return new Remaining(type, id, "arn:" + id, "InService", Optional.of(reason));
    }

    @Test
    void aRollbackThatWasStoppedTakesNothingBack() {
        World.Begun begun = world.begun("nova-1", "nova");
        begun.created();
        begun.gaveUp("no capacity").ended("FAILED").rollback("r-1", "ABORTED");
        assertThat(found().path("state").asText()).isEqualTo("REMAINS");
        assertThat(found().at("/rollbacks/0/status").asText()).isEqualTo("ABORTED");
    }

    @Test
    void whoGaveUpAndRunsIsBeingTakenBack() {
        world.begun("nova-1", "nova").intendsCluster().gaveUp("no capacity");
        assertThat(found().path("state").asText()).isEqualTo("BEING_TAKEN_BACK");
        assertThat(found().path("status").asText()).isEqualTo("RUNNING");
    }

    @Test
    void aConfirmedRollbackTakesBackWhatStands() {
        World.Begun begun = world.begun("nova-1", "nova");
        begun.succeeded();
        begun.rollback("r-1", "RUNNING", new Confirmation(true, false, Optional.of(World.CALLER)));
        JsonNode report = found();
        assertThat(report.path("state").asText()).isEqualTo("BEING_TAKEN_BACK");
        assertThat(report.at("/rollbacks/0/confirmation/artifactsSynchronised").asBoolean())
                .isTrue();
        assertThat(report.at("/rollbacks/0/confirmation/requestedBy").asText()).isEqualTo(World.CALLER);
        assertThat(report.at("/cluster/status").asText()).isEqualTo("InService");
    }

    @Test
    void aRequestThatWasRefusedMadeNothing() {
        world.begun("nova-1", "nova").gaveUp("2 violations").ended("FAILED");
        assertThat(found().path("state").asText()).isEqualTo("GONE");
        assertThat(found().at("/failure/message").asText()).isEqualTo("2 violations");
        assertThat(account.calls("DescribeCluster")).isEmpty();
    }

    @Test
    void theClusterOfALostAnswerIsFoundByItsNameTagsAndAge() {
        HyperPodCluster cluster = world.begun("nova-1", "nova").createdUnheard();
        assertThat(found().at("/cluster/arn").asText()).isEqualTo(cluster.arn());
        cluster.tags(Map.of());
        assertThat(found().has("cluster")).isFalse();
        cluster.ownedBy("another-app", "nova-1");
        assertThat(found().has("cluster")).isFalse();
        cluster.ownedBy(World.APPLICATION, "nova-1").at("CreationTime", AwsAccount.NOW.minusSeconds(301));
        assertThat(found().has("cluster")).isFalse();
    }

    /** Under the same name, but with another ARN. */
    @Test
    void aStrangersClusterOfTheNameIsNotReported() {
        world.begun("nova-1", "nova").succeeded().gone();
        HyperPodCluster strangers =
                account.cluster("nova").with("ClusterArn", AwsAccount.arn("sagemaker", "cluster/x"));
        assertThat(found().path("state").asText()).isEqualTo("GONE");
        assertThat(found().toString()).doesNotContain(strangers.arn());
    }

    @Test
    void whatStepFunctionsHasForgottenTheLedgerKnows() {
        world.forgotten("nova-1", "nova").succeeded();
        JsonNode report = found();
        assertThat(report.path("state").asText()).isEqualTo("STANDS");
        assertThat(report.path("status").asText()).isEqualTo("FORGOTTEN");
        assertThat(report.path("startDate").asText()).isEqualTo(World.BEGAN.toString());
    }

    /** Step Functions takes a name again after 90 days. */
    @Test
    void aNewExecutionOfTheSameNameIsAnother() {
        account.provision("nova-1").at("startDate", AwsAccount.NOW);
        world.forgotten("nova-1", "nova").intendsCluster();
        assertThat(found().path("status").asText()).isEqualTo("FORGOTTEN");
        assertThat(found().path("state").asText()).isEqualTo("REMAINS");
    }

    /** Between POST and the first state of the execution lie some seconds. */
    @Test
    void whatWasStartedJustNowIsUnderWay() {
        world.begun("old", "nova").succeeded().gone();
        world.ledger.ofCluster("nova").ifPresent(entry -> world.ledger.close(entry, "the test says so"));
        world.ledger.markAsked("nova", "new");
        assertThat(found().path("executionArn").asText()).isEqualTo(AwsAccount.execution("old"));
        account.provision("new").at("startDate", AwsAccount.NOW).entered("ValidateRequest");
        JsonNode report = found();
        assertThat(report.path("executionArn").asText()).isEqualTo(AwsAccount.execution("new"));
        assertThat(report.path("state").asText()).isEqualTo("UNDER_WAY");
        assertThat(report.path("currentStep").asText()).isEqualTo("ValidateRequest");
        account.executions().getLast().status("FAILED").with("error", "States.Runtime");
        assertThat(found().path("state").asText()).isEqualTo("GONE");
        assertThat(found().at("/failure/error").asText()).isEqualTo("States.Runtime");
    }

    /** It takes the lock from the one of which nothing is left, as the last thing that its validation does. */
    @Test
    void whatIsBeingValidatedIsReportedInPlaceOfWhatIsGone() {
        world.forgotten("old", "nova").succeeded().gone();
        account.provision("new").at("startDate", AwsAccount.NOW).entered("ValidateRequest");
        world.ledger.begin(
                new Execution("new", AwsAccount.execution("new"), Optional.of(AwsAccount.NOW)),
                SampleRequest.json().put("clusterName", "nova"));
        world.ledger.markAsked("nova", "new");
        assertThat(found().path("state").asText()).isEqualTo("UNDER_WAY");
        assertThat(found().path("executionArn").asText()).isEqualTo(AwsAccount.execution("new"));
    }

    /** What was started from the console later counts, and not what the API started before it. */
    @Test
    void whatTheApiStartedEarlierIsNotReported() {
        world.begun("by-api", "nova").gaveUp("2 violations").ended("FAILED");
        world.ledger.markAsked("nova", "by-api");
        account.provision("by-console").at("startDate", AwsAccount.NOW).status("FAILED");
        world.ledger.begin(
                new Execution("by-console", AwsAccount.execution("by-console"), Optional.of(AwsAccount.NOW)),
                SampleRequest.json().put("clusterName", "nova"));
        assertThat(found().path("executionArn").asText()).isEqualTo(AwsAccount.execution("by-console"));
    }

    /** The ledger does not close what meant something more since its rollback began. */
    @Test
    void whatWasMeantAfterARollbackThatLeftNothingRemains() {
        World.Begun begun = world.begun("nova-1", "nova");
        begun.created();
        begun.ended("ABORTED").rollback("r-1", "FAILED");
        world.ledger.rollbackEnded(
                begun.execution,
                AwsAccount.arn("states", "execution:app-rollback:r-1"),
                List.of(remaining("AWS::FSx::FileSystem", "fs-1", "FSx says no")));
        String second = begun.rollback("r-2", "SUCCEEDED");
        begun.createsFileSystem("fs-2");
        world.ledger.rollbackEnded(begun.execution, second, List.of());
        assertThat(found().path("state").asText()).isEqualTo("REMAINS");
        assertThat(found().path("remaining")
                        .valueStream()
                        .map(remaining -> remaining.path("id").asText()))
                .containsExactly("nova", "fs-2");
    }

    @Test
    void aNameThatNobodyAskedForIsNotFound() {
        world.begun("supernova-1", "supernova").succeeded();
        APIGatewayProxyResponseEvent answer = world.lookup().answer("nova");
        assertThat(answer.getStatusCode()).isEqualTo(404);
        assertThat(JsonText.parsed(answer.getBody()).path("message").asText()).contains("'nova'", "check the name");
    }

    /** Whoever reads UNKNOWN is told what could not be asked. */
    @Test
    void whatCannotBeAskedIsSaidAndNotGuessed() {
        world.begun("nova-1", "nova").succeeded();
        account.fails("DescribeCluster", "AccessDeniedException", 400);
        JsonNode report = found();
        assertThat(report.path("state").asText()).isEqualTo("UNKNOWN");
        assertThat(report.path("succeededAt").asText()).isNotEmpty();
        assertThat(report.path("notAnswered"))
                .singleElement()
                .satisfies(sentence ->
                        assertThat(sentence.asText()).isEqualTo("SageMaker, for the cluster: AccessDeniedException"));
    }

    @Test
    void withoutStepFunctionsNobodyKnowsWhetherARollbackRuns() {
        World.Begun begun = world.begun("nova-1", "nova");
        begun.succeeded();
        begun.rollback("r-1", "RUNNING");
        account.fails("DescribeExecution", "ServiceUnavailable", 503);
        JsonNode report = found();
        assertThat(report.path("state").asText()).isEqualTo("UNKNOWN");
        assertThat(report.has("status")).isFalse();
        assertThat(report.at("/rollbacks/0/status").asText()).isEqualTo("UNKNOWN");
        assertThat(report.path("notAnswered")).hasSize(2);
        assertThat(report.at("/cluster/status").asText()).isEqualTo("InService");
    }

    @Test
    void whatIsBesideTheStateMayBeMissing() {
        world.begun("nova-1", "nova").succeeded();
        account.fails("ListClusterNodes", "ThrottlingException", 400);
        account.fails("GetExecutionHistory", "AccessDeniedException", 400);
        JsonNode report = found();
        assertThat(report.path("state").asText()).isEqualTo("STANDS");
        assertThat(report.path("notAnswered")).hasSize(2);
    }

    @Test
    void theStateThatWasEnteredLastMayStandOnALaterPage() {
        account.provision("nova-1").entered("ValidateRequest", "CreateCluster");
        world.forgotten("nova-1", "nova");
        account.pagesOf(1);
        assertThat(found().path("currentStep").asText()).isEqualTo("CreateCluster");
    }

    @Test
    void ofManyNodesTheFirstAreListed() {
        world.begun("nova-1", "nova").succeeded().nodes("Running", 101);
        assertThat(found().at("/cluster/nodes")).isNotEmpty().hasSizeLessThanOrEqualTo(100);
        assertThat(found().at("/cluster/moreNodes").asBoolean()).isTrue();
        assertThat(account.calls("ListClusterNodes")).hasSize(2);
    }

    private JsonNode found() {
        APIGatewayProxyResponseEvent answer = world.lookup().answer("nova");
        assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(200);
        return JsonText.parsed(answer.getBody());
    }
}
