package hyperpod.rig.sandbox.statemachines;

import hyperpod.rig.sandbox.statemachines.jsonata.StepFunctionsLibrary;
import java.util.random.RandomGenerator;

/** What executions run with. */
record Services(
        Agenda agenda,
        TaskHandler tasks,
        Settings settings,
        RandomGenerator chance,
        StepFunctionsLibrary library,
        ExecutionObserver observer) {

    boolean says(OpenQuestion question) {
        return settings.yes().contains(question);
    }
}
