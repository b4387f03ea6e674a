package hyperpod.rig.sandbox.statemachines;

import hyperpod.rig.sandbox.statemachines.jsonata.JsonValues;
import java.util.LinkedHashMap;
import java.util.Map;

/** How much data there may be in one place. What exceeds it fails with {@code States.DataLimitExceeded}. */
final class DataQuota {

    private DataQuota() {}

    static void check(String what, Object value) {
        if (JsonValues.bytes(value) > Limits.DATA_BYTES) {
            throw StateFailure.tooLarge(what);
        }
    }

    /** What one Assign gives, and with it all variables. */
    static void check(String state, Map<String, Object> assigned, Map<String, Object> before) {
        if (assigned.isEmpty()) {
            return;
        }
        check(state, assigned);
        Map<String, Object> all = new LinkedHashMap<>(before);
        all.putAll(assigned);
        if (JsonValues.bytes(all) > Limits.VARIABLES_BYTES) {
            throw StateFailure.tooLarge(state);
        }
    }
}
