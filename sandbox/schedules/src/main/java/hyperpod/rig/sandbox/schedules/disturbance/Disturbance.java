package hyperpod.rig.sandbox.schedules.disturbance;

import java.time.Duration;

/** One thing of a schedule that does not go as it should. */
public sealed interface Disturbance {

    /** A sentence. */
    String words();

    /** @param lasts for so long all calls of the operation fare like it; zero: the one call alone */
    record OfCall(Place place, CallFault fault, Duration lasts) implements Disturbance {
        @Override
        public String words() {
            return "The call " + place + " " + fault.words()
                    + (lasts.isZero() ? "." : ", as do all of its operation for " + Words.of(lasts) + ".");
        }
    }

    /** @param times so many attempts from that occurrence on */
    record OfTask(String state, int occurrence, TaskFault fault, int times) implements Disturbance {
        @Override
        public String words() {
            return "The task " + state + " #" + occurrence + " " + fault.words()
                    + (times == 1 ? "." : ", " + times + " times.");
        }
    }

    record Done(Moment moment, Action action) implements Disturbance {
        @Override
        public String words() {
            return "Somebody " + action.words() + ", " + moment.words() + ".";
        }
    }

    /** The control planes show what happened only after a while. */
    record Lagging(int lists, int tags, int describes) implements Disturbance {
        @Override
        public String words() {
            return "Lists lag by " + lists + " s, tags by " + tags + " s, descriptions by " + describes + " s.";
        }
    }

    /** Step Functions describes executions as they were a while ago. */
    record DescribedLate(Duration by) implements Disturbance {
        @Override
        public String words() {
            return "DescribeExecution is " + Words.of(by) + " late.";
        }
    }

    /** How the events of ended executions reach the rule. */
    record Delivered(Delivery how, Duration late) implements Disturbance {
        @Override
        public String words() {
            return switch (how) {
                case LATE -> "Events are delivered " + Words.of(late) + " late.";
                case TWICE -> "Events are delivered twice, the second time " + Words.of(late) + " late.";
                case REVERSED -> "The first event is delivered " + Words.of(late) + " late, the others on time.";
                case LOST -> "Events are not delivered for the first " + Words.of(late) + ".";
            };
        }
    }

    /** What may become of an event. */
    enum Delivery {
        LATE,
        TWICE,
        REVERSED,
        LOST
    }

    /** The same request under the same name, much later. */
    record NameAgain(Duration after) implements Disturbance {
        @Override
        public String words() {
            return "The same request comes under the same name " + Words.of(after) + " after everything came to rest.";
        }
    }
}
