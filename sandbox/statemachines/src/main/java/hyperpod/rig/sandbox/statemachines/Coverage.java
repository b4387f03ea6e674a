package hyperpod.rig.sandbox.statemachines;

import hyperpod.rig.sandbox.statemachines.definition.Definition;
import hyperpod.rig.sandbox.statemachines.definition.State;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of some definitions was entered: each state, each retrier by each error that it names, each catcher, each rule
 * of a Choice and its default. {@code provision/CreateCluster/Retry[1] States.Timeout} is one of them.
 */
public final class Coverage implements ExecutionObserver {

    private final Set<String> wanted = new LinkedHashSet<>();
    private final Set<String> entered = new TreeSet<>();

    /** Adds what there is in a definition to what is wanted. */
    public void want(String machine, Definition definition) {
        definition.states().forEach((name, state) -> {
            String path = machine + '/' + name;
            wanted.add(path);
            switch (state) {
                case State.Task task -> {
                    for (int i = 0; i < task.retriers().size(); i++) {
                        String retrier = path + "/Retry[" + i + "] ";
                        task.retriers().get(i).errors().forEach(error -> wanted.add(retrier + error));
                    }
                    for (int i = 0; i < task.catchers().size(); i++) {
                        wanted.add(path + "/Catch[" + i + ']');
                    }
                }
                case State.Choice choice -> {
                    for (int i = 0; i < choice.rules().size(); i++) {
                        wanted.add(path + "/Choices[" + i + ']');
                    }
                    if (choice.otherwise().isPresent()) {
                        wanted.add(path + "/Default");
                    }
                }
                case State.Flowing _, State.Succeed _, State.Fail _ -> {}
            }
        });
    }

    @Override
    public void entered(String machine, String state) {
        entered.add(machine + '/' + state);
    }

    @Override
    public void retried(String machine, String state, int retrier, String error) {
        entered.add(machine + '/' + state + "/Retry[" + retrier + "] " + error);
        entered.add(machine + '/' + state + "/Retry[" + retrier + "] " + StateFailure.ALL);
    }

    @Override
    public void caught(String machine, String state, int catcher, String error) {
        entered.add(machine + '/' + state + "/Catch[" + catcher + ']');
    }

    @Override
    public void chose(String machine, String state, int rule) {
        entered.add(machine + '/' + state + "/Choices[" + rule + ']');
    }

    @Override
    public void choseDefault(String machine, String state) {
        entered.add(machine + '/' + state + "/Default");
    }

    public Set<String> wanted() {
        return wanted;
    }

    /** What is wanted and was never entered. */
    public Set<String> missing() {
        Set<String> missing = new LinkedHashSet<>(wanted);
        missing.removeAll(entered);
        return missing;
    }
}
