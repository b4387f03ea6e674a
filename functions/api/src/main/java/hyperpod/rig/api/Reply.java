package hyperpod.rig.api;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.ServiceUnavailableException;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What AWS said when it was asked for something, or that it said nothing: a report of a cluster tells what could not be
 * asked, and does not fail by it.
 *
 * @param <T> what was asked for
 */
sealed interface Reply<T> {

    /** It is there. */
    record Found<T>(T value) implements Reply<T> {}

    /** It is not there. */
    record Absent<T>() implements Reply<T> {}

    /** AWS did not say whether it is there, for this reason. */
    record Unsaid<T>(String reason) implements Reply<T> {}

    /** What a call finds, or that AWS throttled, failed or refused it. */
    static <T> Reply<T> to(Supplier<Optional<T>> call) {
        try {
            return call.get().<Reply<T>>map(Found::new).orElseGet(Absent::new);
        } catch (SdkException e) {
            Log.LOG.warn("{}", AwsErrors.of(e).getMessage(), e);
            return new Unsaid<>(AwsErrors.code(e).isEmpty() ? "no answer" : AwsErrors.code(e));
        } catch (ServiceUnavailableException e) {
            Log.LOG.warn("{}", e.getMessage(), e);
            return new Unsaid<>(e.getMessage());
        }
    }

    /** What was found. */
    default Optional<T> found() {
        return switch (this) {
            case Found<T>(T value) -> Optional.of(value);
            case Absent<T> _, Unsaid<T> _ -> Optional.empty();
        };
    }

    /** Why AWS did not say whether it is there. */
    default Optional<String> unsaid() {
        return switch (this) {
            case Unsaid<T>(String reason) -> Optional.of(reason);
            case Found<T> _, Absent<T> _ -> Optional.empty();
        };
    }

    /** An interface has no private constants. */
    final class Log {
        private static final Logger LOG = LoggerFactory.getLogger(Reply.class);

        private Log() {}
    }
}
