package hyperpod.rig.sandbox.statemachines.jsonata;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Utils;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Where Step Functions' JSONata differs from JSONata 2.0.6: {@code $partition}, {@code $range}, {@code $hash},
 * {@code $random} with a seed, {@code $uuid} and {@code $parse} are added, {@code $eval} is taken away. Besides, the
 * clock is the virtual one, and chance comes from a seed.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">JSONata functions provided
 *     by Step Functions</a>
 */
public final class StepFunctionsLibrary {

    private static final List<String> ALGORITHMS = List.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");

    private final Map<String, JFunction> functions = new LinkedHashMap<>();
    private final InstantSource clock;
    private final RandomGenerator chance;
    private final Jsonata own;

    public StepFunctionsLibrary(InstantSource clock, RandomGenerator chance) {
        this.clock = clock;
        this.chance = chance;
        own = Jsonata.jsonata("$fromMillis($milliseconds, $picture, $timezone)");
        functions.put("partition", new JFunction((_, given) -> partition(given), "<an:a>"));
        functions.put("range", new JFunction((_, given) -> range(given), "<nnn:a>"));
        functions.put("hash", new JFunction((_, given) -> hash(given), "<ss:s>"));
        functions.put("random", new JFunction((_, given) -> random(given), "<n?:n>"));
        functions.put("uuid", new JFunction((_, _) -> uuid(), "<:s>"));
        functions.put("parse", new JFunction((_, given) -> parse(given), "<s:x>"));
        functions.put("millis", new JFunction((_, _) -> this.clock.millis(), "<:n>"));
        functions.put("now", new JFunction((_, given) -> now(given), "<s?s?:s>"));
    }

    void bindTo(Jsonata.Frame frame) {
        functions.forEach(frame::bind);
        frame.bind("eval", (Object) null);
    }

    /** A random UUID of version 4. */
    public String uuid() {
        long high = (chance.nextLong() & ~0xF000L) | 0x4000L;
        long low = (chance.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low).toString();
    }

    private static Object partition(List<?> given) {
        if (given.getFirst() == null) {
            return null;
        }
        List<?> array = (List<?>) given.getFirst();
        int size = wholeNumber(given.get(1), "$partition");
        if (size <= 0) {
            throw new IllegalArgumentException("$partition: the size of a part must be positive, but is " + size);
        }
        List<Object> parts = new ArrayList<>();
        for (int from = 0; from < array.size(); from += size) {
            parts.add(new ArrayList<>(array.subList(from, Math.min(from + size, array.size()))));
        }
        return parts;
    }

    /** A sequence as JSONata's own functions make it: one element alone is that element. */
    private static Object range(List<?> given) {
        int from = wholeNumber(given.get(0), "$range");
        int to = wholeNumber(given.get(1), "$range");
        int step = wholeNumber(given.get(2), "$range");
        if (step == 0) {
            throw new IllegalArgumentException("$range: the step must not be 0");
        }
        List<Object> sequence = Utils.createSequence();
        for (long i = from; step > 0 ? i <= to : i >= to; i += step) {
            sequence.add((int) i);
        }
        return sequence;
    }

    private static int wholeNumber(Object number, String function) {
        if (!(number instanceof Number given) || given.intValue() != given.doubleValue()) {
            throw new IllegalArgumentException(function + " takes whole numbers, not " + number);
        }
        return given.intValue();
    }

    private static String hash(List<?> given) {
        String algorithm = (String) given.get(1);
        if (!ALGORITHMS.contains(algorithm)) {
            throw new IllegalArgumentException("$hash knows " + ALGORITHMS + ", not " + algorithm);
        }
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm)
                            .digest(((String) given.get(0)).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private double random(List<?> given) {
        boolean seeded = !given.isEmpty() && given.getFirst() != null;
        return seeded
                ? new SplittableRandom(Double.doubleToLongBits(((Number) given.getFirst()).doubleValue())).nextDouble()
                : chance.nextDouble();
    }

    private static Object parse(List<?> given) {
        if (given.getFirst() == null) {
            return null;
        }
        Object value = JsonValues.parse((String) given.getFirst());
        return value == null ? Jsonata.NULL_VALUE : value;
    }

    private Object now(List<?> given) {
        Jsonata.Frame frame = own.createFrame();
        frame.bind("milliseconds", clock.millis());
        frame.bind("picture", given.isEmpty() ? null : given.getFirst());
        frame.bind("timezone", given.size() < 2 ? null : given.get(1));
        return own.evaluate(null, frame);
    }
}
