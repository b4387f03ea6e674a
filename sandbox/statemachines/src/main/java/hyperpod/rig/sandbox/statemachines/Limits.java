package hyperpod.rig.sandbox.statemachines;

import java.time.Duration;

/** @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html">Service quotas</a> */
final class Limits {

    static final int HISTORY_EVENTS = 25_000;
    /** Of input, arguments, result, output, a variable, and all variables of one Assign. */
    static final int DATA_BYTES = 262_144;

    static final long VARIABLES_BYTES = 10L * 1024 * 1024;
    static final int CAUSE_CHARACTERS = 32_768;
    static final int ERROR_CHARACTERS = 256;
    /** Input or output beyond it is left out of a status-change event. */
    static final int EVENT_DATA_BYTES = 248 * 1024;
    /** A standard execution may take a year. */
    static final Duration EXECUTION = Duration.ofDays(365);
    /** After it, an ended execution is forgotten, and its name may be given again. */
    static final Duration NAME_IS_KEPT = Duration.ofDays(90);

    /** How long after its end an execution can be redriven. */
    static final Duration REDRIVABLE = Duration.ofDays(14);

    private Limits() {}
}
