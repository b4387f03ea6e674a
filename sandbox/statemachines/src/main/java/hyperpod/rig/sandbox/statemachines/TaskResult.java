package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Supplier;

/** How a task goes on after its call. */
public sealed interface TaskResult {

    /** It is done. */
    record Succeeded(JsonNode output) implements TaskResult {}

    /**
     * It failed.
     *
     * @param error what Retry and Catch look at: the class of a Java function's exception, or a name such as
     *     {@code Lambda.Unknown}
     */
    record Failed(String error, String cause) implements TaskResult {}

    /**
     * It goes on later, whether or not anybody still waits for it: a function runs to its end even when the task timed
     * out or the execution was stopped.
     */
    record Later(Duration delay, Supplier<TaskResult> work) implements TaskResult {}

    /**
     * Step Functions itself does what the resource says: starts a nested execution, describes one, publishes, puts a
     * metric. Only for {@code states:startExecution.sync:2}, {@code sns:publish},
     * {@code aws-sdk:cloudwatch:putMetricData} and {@code aws-sdk:sfn:describeExecution}.
     */
    record Integrated() implements TaskResult {}
}
