package hyperpod.rig.validate;

import hyperpod.rig.core.Violation;
import java.util.ArrayList;
import java.util.List;

/** Collects the violations and warnings of one request, so that the caller learns everything at once. */
final class ViolationCollector {

    private final List<Violation> violations = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** Records that the value at a path cannot be met. */
    void violation(String path, String value, String problem, String remedy) {
        violation(new Violation(path, '"' + value + '"', problem, remedy));
    }

    void violation(Violation violation) {
        violations.add(violation);
    }

    /** Records what is allowed but probably not meant. */
    void warning(String warning) {
        warnings.add(warning);
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
