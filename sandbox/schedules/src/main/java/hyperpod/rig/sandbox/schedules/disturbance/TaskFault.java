package hyperpod.rig.sandbox.schedules.disturbance;

/** What goes wrong with a task of a state machine, whatever it calls. */
public enum TaskFault {
    THROTTLED("is throttled"),
    SERVER_ERROR("fails before its effect"),
    LOST_RESPONSE("has its effect, and its answer is lost"),
    TIMED_OUT("has its effect, and is not answered in time"),
    DENIED("is refused: access denied"),
    REPEATED("is done twice"),
    TOO_LARGE("has its effect, and answers more than a state may hold"),
    BROKEN("has its effect, and fails with an error that nobody knows");

    private final String words;

    TaskFault(String words) {
        this.words = words;
    }

    /** What happens, after the task's name. */
    public String words() {
        return words;
    }
}
