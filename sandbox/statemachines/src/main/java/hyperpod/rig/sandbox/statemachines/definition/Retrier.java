package hyperpod.rig.sandbox.statemachines.definition;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One element of {@code Retry}.
 *
 * @param errors {@code ErrorEquals}
 * @param intervalSeconds seconds before the first repetition
 * @param maxAttempts how often it repeats, the first attempt not counted
 * @param maxDelaySeconds the longest wait before a repetition
 * @param jitter whether the wait is chosen by chance between 0 and what was computed ({@code JitterStrategy} FULL)
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html">Handling errors</a>
 */
public record Retrier(
        List<String> errors,
        int intervalSeconds,
        int maxAttempts,
        double backoffRate,
        double maxDelaySeconds,
        boolean jitter) {

    /**
     * The wait before a repetition.
     *
     * @param repetitions how many repetitions were before
     */
    public Duration delay(int repetitions, RandomGenerator chance) {
        double seconds = Math.min(intervalSeconds * Math.pow(backoffRate, repetitions), maxDelaySeconds);
        return Duration.ofMillis(Math.round((jitter ? chance.nextDouble() * seconds : seconds) * 1000));
    }
}
