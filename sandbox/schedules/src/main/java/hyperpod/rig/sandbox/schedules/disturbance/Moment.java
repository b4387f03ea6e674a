package hyperpod.rig.sandbox.schedules.disturbance;

import java.time.Duration;

/** When somebody does something. */
public sealed interface Moment {

    String words();

    /** So long after a state machine entered a state for the first time. */
    record AfterState(String state, Duration after) implements Moment {
        @Override
        public String words() {
            return after.isZero() ? "as " + state + " begins" : Words.of(after) + " after " + state + " began";
        }
    }

    /** In the middle of a function: right before or after the effect of a call. */
    record InCall(Place place, boolean afterEffect) implements Moment {
        @Override
        public String words() {
            return "right " + (afterEffect ? "after" : "before") + " the call " + place;
        }
    }

    /** So long after everything came to rest. */
    record AfterRest(Duration after) implements Moment {
        @Override
        public String words() {
            return Words.of(after) + " after everything came to rest";
        }
    }
}
