package hyperpod.rig.sandbox.schedules.disturbance;

/** What goes wrong with a call of a function. */
public enum CallFault {
    THROTTLED("is throttled"),
    SERVER_ERROR("fails with 500 before its effect"),
    LOST_RESPONSE("has its effect, and the connection breaks"),
    UNREACHABLE("does not arrive: the connection breaks before the effect"),
    SLOW("has its effect, and its answer takes 20 seconds"),
    SLOW_EFFECT("has its effect after 20 seconds, then is answered"),
    LATE("is not answered for 40 seconds, and has its effect after 45"),
    STALLED("hangs until the function is killed, and has its effect after 85 seconds"),
    ACCESS_DENIED("is refused: access denied"),
    EMPTY_BODY("has its effect, and is answered with nothing"),
    HOLLOW_BODY("has its effect, and is answered with an empty object"),
    KILLED_BEFORE("never leaves: the function dies before it"),
    KILLED_AFTER("has its effect, and the function dies");

    private final String words;

    CallFault(String words) {
        this.words = words;
    }

    /** What happens, after the call's name. */
    public String words() {
        return words;
    }
}
