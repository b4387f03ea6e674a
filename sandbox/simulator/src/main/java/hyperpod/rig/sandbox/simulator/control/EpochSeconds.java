package hyperpod.rig.sandbox.simulator.control;

import java.math.BigDecimal;
import java.time.Instant;

/** Timestamps as JSON 1.1 carries them. */
public final class EpochSeconds {

    private EpochSeconds() {}

    /** Seconds since the epoch, with milliseconds as decimals. */
    public static BigDecimal of(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }
}
