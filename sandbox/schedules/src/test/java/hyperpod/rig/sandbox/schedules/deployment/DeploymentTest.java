package hyperpod.rig.sandbox.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.sandbox.statemachines.definition.Definition;
import hyperpod.rig.sandbox.statemachines.definition.State;
import hyperpod.rig.sandbox.statemachines.definition.TaskResource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import software.amazon.event.ruler.Ruler;

/** What the template says is what the search runs. */
class DeploymentTest {

    private final Deployment deployment = new Deployment(
            Path.of("../.."), Map.of("SweepStartsRollback", "true", "ExecutionRoleResource", "role/nova-*"));

    @Test
    void aFunctionHasItsVariables() {
        Deployment.Function sweep = deployment.functions().get("Sweep");
        assertThat(sweep.handler()).isEqualTo("hyperpod.rig.sweep.SweepHandler");
        assertThat(sweep.variables())
                .containsEntry("APPLICATION_NAME", "hyperpod-rig")
                .containsEntry("PROVISION_STATE_MACHINE_ARN", Deployment.PROVISION)
                .containsEntry("SWEEP_STARTS_ROLLBACK", "true")
                .containsEntry("SWEEP_GRACE_SECONDS", "900");
        assertThat(deployment.functions().get("CreateCluster").timeout()).isEqualTo(Duration.ofSeconds(75));
        assertThat(deployment.functions().get("ValidateRequest").variables().get("EGRESS_POLICY_CEILING"))
                .startsWith("{\"mayRequestStandardMode\":false,\"waivableControls\":[\"\"],");
    }

    @Test
    void theRuleTakesExecutionsOfProvisionThatDidNotSucceed() throws Exception {
        String event = """
                {"source": "aws.states", "detail-type": "Step Functions Execution Status Change",
                 "detail": {"status": "ABORTED", "stateMachineArn": "%s"}}""".formatted(Deployment.PROVISION);
        String pattern = deployment.provisionStopped().toString();
        assertThat(Ruler.matchesRule(event, pattern)).isTrue();
        assertThat(Ruler.matchesRule(event.replace("ABORTED", "SUCCEEDED"), pattern))
                .isFalse();
        assertThat(Ruler.matchesRule(event.replace(Deployment.PROVISION, Deployment.ROLLBACK), pattern))
                .isFalse();
    }

    @Test
    void everyTaskOfBothMachinesCallsAFunctionThatThereIs() {
        for (Definition machine : new Definition[] {
            deployment.provision(UnaryOperator.identity()), deployment.rollback(UnaryOperator.identity())
        }) {
            assertThat(machine.statesOf(State.Task.class))
                    .extracting(State.Task::resource)
                    .filteredOn(TaskResource.LambdaFunction.class::isInstance)
                    .extracting(resource -> resource.arn().replaceFirst(".*:", ""))
                    .isNotEmpty()
                    .isSubsetOf(deployment.functions().keySet());
        }
    }
}
