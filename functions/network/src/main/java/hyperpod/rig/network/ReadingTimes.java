package hyperpod.rig.network;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When a network was read. It is read until two readings, one after the other, found the same: everything in it stood
 * so at once when the first of the two had ended and the second had not begun. What the second found is the snapshot.
 *
 * @param from the first call of the two readings
 * @param settled between the two
 * @param to the last call of the two
 */
record ReadingTimes(Instant from, Instant settled, Instant to) {

    /** The top-level key under which a snapshot has them; no command of the AWS CLI prints it. */
    static final String KEY = "ReadingTimes";

    /** {@code {"ReadingTimes": {"From": ..., "Settled": ..., "To": ...}}}, each in ISO 8601. */
    byte[] document() {
        Map<String, String> times = new LinkedHashMap<>();
        times.put("From", from.toString());
        times.put("Settled", settled.toString());
        times.put("To", to.toString());
        return AwsCliDocument.ofTexts(KEY, times);
    }
}
