package hyperpod.rig.sandbox.schedules.disturbance;

import java.time.Duration;

/** Durations as a story has them. */
public final class Words {

    private Words() {}

    /** Such as "90 s", "2 h 5 min", "91 d". */
    public static String of(Duration duration) {
        if (duration.toSeconds() < 120) {
            return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() / 1000.0 + " s";
        }
        if (duration.toHours() < 48) {
            String minutes = duration.toMinutesPart() + " min"
                    + (duration.toSecondsPart() > 0 ? " " + duration.toSecondsPart() + " s" : "");
            return duration.toHours() > 0 ? duration.toHours() + " h " + minutes : minutes;
        }
        return duration.toDays() + " d" + (duration.toHoursPart() > 0 ? " " + duration.toHoursPart() + " h" : "");
    }
}
