package hyperpod.rig.sandbox.simulator.server;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Request rate limiting of an account in a Region, by a token bucket for each operation. AWS documents the algorithm
 * for EC2 and publishes no figures for SageMaker and FSx. Callers hold the simulator's lock.
 *
 * @see <a href="https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html">Request throttling for the
 *     Amazon EC2 API</a>
 */
public final class RequestRates {

    /** No call is ever throttled. */
    public static final Map<Kind, Rate> UNLIMITED = Map.of();

    /** What an operation does. */
    public enum Kind {
        /** It describes or lists. */
        READING,
        /** It creates, changes or deletes. */
        MUTATING;

        static Kind of(String operation) {
            return Stream.of("Describe", "Get", "List").anyMatch(operation::startsWith) ? READING : MUTATING;
        }
    }

    /**
     * How much one operation may be called.
     *
     * @param burst tokens that the bucket holds
     * @param perSecond tokens that come back each second
     */
    public record Rate(int burst, int perSecond) {

        /**
         * Reads {@code BURST/PER_SECOND}, such as {@code 100/20}.
         *
         * @throws IllegalArgumentException if it is something else
         */
        public static Rate parse(String text) {
            String[] parts = text.split("/", -1);
            if (parts.length != 2 || !parts[0].matches("[1-9]\\d{0,8}") || !parts[1].matches("[1-9]\\d{0,8}")) {
                throw new IllegalArgumentException("'" + text + "' is not BURST/PER_SECOND, such as 100/20");
            }
            return new Rate(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }
    }

    private final Map<Kind, Rate> rates;
    private final Map<String, Bucket> buckets = new HashMap<>();
    private int throttled;

    RequestRates(Map<Kind, Rate> rates) {
        this.rates = Map.copyOf(rates);
    }

    /** Whether a call of the operation is within its rate; takes a token if so. */
    boolean admits(String operation) {
        Optional<Rate> rate = Optional.ofNullable(rates.get(Kind.of(operation)));
        boolean admitted = rate.isEmpty()
                || buckets.computeIfAbsent(operation, name -> bucket(rate.get()))
                        .tryConsume(1);
        throttled += admitted ? 0 : 1;
        return admitted;
    }

    /** How many calls were refused so far. */
    int throttled() {
        return throttled;
    }

    private static Bucket bucket(Rate rate) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
                .build();
    }
}
