package hyperpod.rig.sandbox.statemachines;

/** What is behind the resources of the tasks: the functions and the services. */
@FunctionalInterface
public interface TaskHandler {

    /** Does at once what the call does at once, and says how it goes on. What it throws ends the run of the agenda. */
    TaskResult handle(TaskCall call);
}
