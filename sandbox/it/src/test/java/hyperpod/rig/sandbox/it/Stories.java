package hyperpod.rig.sandbox.it;

import hyperpod.rig.sandbox.statemachines.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The ways that the workflow can go when no call fails by accident: every state is in one of them, and every branch.
 * What happens when a call does fail is tried at each task of these.
 */
final class Stories {

    static final String REFUSED = "hyperpod.rig.core.CallRefusedException";

    private static final String REQUEST = """
            {"clusterName": "nova-rig", "network": {"subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]},
             "sharedFileSystem": {"sizeGiB": 1200, "s3": {"bucket": "nova-data", "prefix": "staging"}}}""";
    private static final String WITHOUT_FILE_SYSTEM = """
            {"clusterName": "nova-rig", "network": {"subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]}}""";
    private static final String A_CLUSTER = Workflow.remaining(
            "[{\"type\": \"AWS::SageMaker::Cluster\", \"id\": \"nova-rig\", \"reason\": \"in use\"}]");
    private static final String NOT_STARTED =
            Workflow.remaining("[{\"type\": \"AWS::SageMaker::Cluster\", \"id\": \"nova-rig\"}]", "NOT_STARTED");
    private static final String UNDER_WAY = Workflow.removal("UNDER_WAY");
    private static final String BLOCKED = Workflow.removal("BLOCKED", "the role is gone");
    private static final String GONE = Workflow.removal("GONE");
    private static final String DOUBTFUL = Workflow.removal("DOUBTFUL", "its tags vanished");
    private static final String DENIED = Workflow.removal("DENIED", "not authorized");
    private static final String LEFT_ALONE = Workflow.removal("LEFT_ALONE", "its status is RUNNING");

    private Stories() {}

    static List<Story> all() {
        Function<Workflow, Execution> provision = workflow -> workflow.provision(REQUEST);
        Consumer<Workflow> asUsual = workflow -> {};
        return List.of(
                new Story("a cluster with a file system", provision, asUsual, "Provisioned"),
                new Story("a cluster alone", w -> w.provision(WITHOUT_FILE_SYSTEM), asUsual, "Provisioned"),
                new Story(
                        "a request that is refused",
                        provision,
                        w -> w.failsAlways("ValidateRequest", "hyperpod.rig.core.InvalidRequestException", "no"),
                        "ProvisioningFailed"),
                new Story(
                        "a file system that does not become available",
                        provision,
                        w -> w.answers("DescribeFileSystem", "{\"next\": \"WAIT\", \"summary\": \"fs-1 is CREATING\"}"),
                        "ProvisioningFailed"),
                new Story(
                        "a cluster that does not become ready",
                        provision,
                        w -> w.answers("DescribeCluster", "{\"ready\": false, \"summary\": \"no nodes\"}"),
                        "ProvisioningFailed"),
                new Story("a cluster that is refused", provision, refused(w -> {}), "ProvisioningFailed"),
                new Story(
                        "something remains",
                        provision,
                        refused(w -> w.answers("CheckNothingRemains", A_CLUSTER).answers("ListWhatRemains", A_CLUSTER)),
                        "RollbackIncomplete"),
                new Story(
                        "what remained is gone when it is looked for again",
                        provision,
                        refused(w -> w.answers("CheckNothingRemains", A_CLUSTER)
                                .answers("ListWhatRemains", Workflow.remaining("[]", "INCOMPLETE"))),
                        "ProvisioningFailed"),
                new Story(
                        "a rollback that cannot be started",
                        provision,
                        refused(w -> w.failsAlways("RollBack", "StepFunctions.ExecutionLimitExceeded", "")
                                .answers("ListWhatRemains", NOT_STARTED)),
                        "RollbackNotStarted"),
                new Story(
                        "a rollback whose start is refused in words that AWS does not document",
                        provision,
                        refused(w -> w.failsAlways("RollBack", "States.Permissions", "")
                                .answers("ListWhatRemains", NOT_STARTED)),
                        "RollbackNotStarted"),
                new Story(
                        "a nested rollback that leaves the execution alone",
                        provision,
                        refused(w -> w.answers("LookUpExecution", Workflow.lookedUp("LEAVE_ALONE", false, 0))
                                .answers("ListWhatRemains", NOT_STARTED)),
                        "RollbackNotStarted"),
                new Story(
                        "a commit whose answer gets lost",
                        provision,
                        w -> w.failsAlways("RecordSuccess", "Sandbox.Timedout", "")
                                .answers("RecordFailure", """
                                {"failure": {"state": "RecordSuccess", "error": "Sandbox.Timedout", "message": "", "violations": []},
                                 "takeBack": "COMMITTED", "clusterName": "nova-rig"}"""),
                        "Provisioned"),
                new Story(
                        "a commit of what was looked at too long ago",
                        provision,
                        w -> w.fails("RecordSuccess", "hyperpod.rig.core.VerificationTooOldException", "old", 1),
                        "Provisioned"),
                new Story(
                        "a request that cannot be read",
                        provision,
                        w -> w.failsAlways("ValidateRequest", "hyperpod.rig.core.InvalidRequestException", "no")
                                .answers("RecordFailure", """
                                {"failure": {"state": "ValidateRequest", "error": "hyperpod.rig.core.InvalidRequestException",
                                             "message": "2 violations; nothing was created", "violations": ["a is b", "c is d"]},
                                 "takeBack": "NOTHING"}"""),
                        "ProvisioningFailed"),
                new Story(
                        "a rollback that is stopped",
                        Stories::rollbackIsStopped,
                        refused(w -> {}),
                        "RollbackInterrupted"),
                new Story("a provisioning that is stopped", Stories::provisionIsStopped, asUsual, "WaitForCluster"),
                new Story(
                        "a cluster that is not deleted in time",
                        Stories::confirmed,
                        w -> w.answers("DeleteCluster", UNDER_WAY).answers("CheckNothingRemains", A_CLUSTER),
                        "RollbackIncomplete"),
                new Story(
                        "a file system that is not deleted in time",
                        Stories::confirmed,
                        w -> w.answers("DeleteFileSystem", UNDER_WAY),
                        "RolledBack"),
                new Story(
                        "deletions that wait for a person",
                        Stories::confirmed,
                        w -> w.answers("DeleteCluster", BLOCKED, BLOCKED, GONE)
                                .answers("DeleteFileSystem", BLOCKED, GONE),
                        "RolledBack"),
                new Story(
                        "deletions that are denied",
                        Stories::confirmed,
                        w -> w.answers("DeleteCluster", DENIED).answers("CheckNothingRemains", A_CLUSTER),
                        "RollbackIncomplete"),
                new Story(
                        "a file system that may not be deleted",
                        Stories::confirmed,
                        w -> w.answers("DeleteFileSystem", DENIED).answers("CheckNothingRemains", A_CLUSTER),
                        "RollbackIncomplete"),
                new Story(
                        "a cluster whose tags vanished",
                        Stories::confirmed,
                        w -> w.answers("DeleteCluster", DOUBTFUL).answers("CheckNothingRemains", A_CLUSTER),
                        "RollbackIncomplete"),
                new Story(
                        "a file system whose tags vanished",
                        Stories::confirmed,
                        w -> w.answers("DeleteFileSystem", DOUBTFUL).answers("CheckNothingRemains", A_CLUSTER),
                        "RollbackIncomplete"),
                new Story(
                        "an execution that is redriven while it is taken back",
                        w -> w.rollback("x", event()),
                        w -> w.answers("DeleteCluster", UNDER_WAY, LEFT_ALONE),
                        "LeftAlone"),
                new Story(
                        "an execution that is redriven when its cluster is gone",
                        w -> w.rollback("x", event()),
                        w -> w.answers("DeleteFileSystem", LEFT_ALONE),
                        "LeftAlone"),
                new Story(
                        "a rollback that nobody confirmed",
                        w -> w.rollback("x", order("")),
                        w -> w.answers("LookUpExecution", Workflow.lookedUp("CONFIRMATION_MISSING", false, 0)),
                        "ConfirmationMissing"),
                new Story(
                        "a rollback of nothing",
                        w -> w.rollback("x", "{}"),
                        w -> w.answers("LookUpExecution", Workflow.refused("NotAnExecutionOfProvision")),
                        "Refused"),
                new Story(
                        "an old event of an execution that runs again",
                        w -> w.rollback("x", event()),
                        w -> w.answers("LookUpExecution", Workflow.lookedUp("LEAVE_ALONE", false, 0)),
                        "LeftAlone"),
                new Story(
                        "an event of an execution that rolled back itself",
                        w -> w.rollback("x", event()),
                        w -> w.answers("LookUpExecution", Workflow.lookedUp("NOTHING_TO_DO", false, 0)),
                        "NothingToDo"));
    }

    private static Consumer<Workflow> refused(Consumer<Workflow> more) {
        return workflow -> more.accept(workflow.failsAlways("CreateCluster", REFUSED, "no capacity"));
    }

    private static Execution confirmed(Workflow workflow) {
        return workflow.rollback("by-a-person", order(", \"artifactsSynchronised\": true"));
    }

    private static Execution rollbackIsStopped(Workflow workflow) {
        Execution provision = workflow.provision(REQUEST);
        workflow.runUntil(() -> !workflow.rollbacks().isEmpty()
                && workflow.rollbacks().getFirst().state().equals("WaitUntilClusterIsGone"));
        workflow.stepFunctions.stopExecution(workflow.rollbacks().getFirst().arn(), Optional.empty(), Optional.empty());
        return provision;
    }

    private static Execution provisionIsStopped(Workflow workflow) {
        Execution provision = workflow.provision(REQUEST);
        workflow.runUntil(() -> provision.state().equals("WaitForCluster"));
        workflow.agenda.runUntil(workflow.agenda.instant().plus(Duration.ofSeconds(5)));
        workflow.stepFunctions.stopExecution(provision.arn(), Optional.of("Mine"), Optional.empty());
        return provision;
    }

    private static String order(String members) {
        return "{\"executionArn\": \"%s:nova-1\"%s}".formatted(Definitions.PROVISION_EXECUTIONS, members);
    }

    private static String event() {
        return """
                {"source": "aws.states", "detail-type": "Step Functions Execution Status Change",
                 "detail": {"executionArn": "%s:nova-1", "name": "nova-1", "status": "FAILED", "startDate": 1795564800000,
                            "error": null, "cause": null}}""".formatted(Definitions.PROVISION_EXECUTIONS);
    }
}
