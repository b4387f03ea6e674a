package hyperpod.rig.sandbox.statemachines;

/** Is told what executions do. Machines and states are given by name. */
public interface ExecutionObserver {

    default void entered(String machine, String state) {}

    /** @param retrier index in Retry */
    default void retried(String machine, String state, int retrier, String error) {}

    /** @param catcher index in Catch */
    default void caught(String machine, String state, int catcher, String error) {}

    /** @param rule index in Choices */
    default void chose(String machine, String state, int rule) {}

    default void choseDefault(String machine, String state) {}

    /** Whether it is told of evaluations, for each of which everything that the expression could see is copied. */
    default boolean wantsEvaluations() {
        return false;
    }

    default void evaluated(Evaluation evaluation) {}
}
