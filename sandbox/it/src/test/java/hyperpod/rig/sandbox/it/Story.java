package hyperpod.rig.sandbox.it;

import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.ExecutionObserver;
import hyperpod.rig.sandbox.statemachines.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One way that a workflow can go.
 *
 * @param name what happens
 * @param begin starts it, and does to it what happens from outside
 * @param told how the tasks answer otherwise than they do at first
 * @param end the state in which the execution that was started ends
 */
record Story(String name, Function<Workflow, Execution> begin, Consumer<Workflow> told, String end) {

    /** What an execution and its tasks have in the end. */
    record Told(Workflow workflow, Execution execution) {

        /** Where the first rollback ended, if there was one. */
        Optional<String> rollbackEnd() {
            return workflow.rollbacks().stream().findFirst().map(Execution::state);
        }
    }

    /** @param differently how its tasks answer beyond what the story says */
    Told tell(Settings settings, ExecutionObserver observer, Consumer<Workflow> differently) {
        Workflow workflow = new Workflow(settings, Map.of(), observer);
        told.accept(workflow);
        differently.accept(workflow);
        Execution execution = begin.apply(workflow);
        workflow.runAll();
        return new Told(workflow, execution);
    }

    @Override
    public String toString() {
        return name;
    }
}
