package hyperpod.rig.validate;

import hyperpod.rig.core.Violation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the violations and warnings of one request, so that the caller learns everything at once. */
final class ViolationCollector {

    private final List<Violation> violations = new ArrayList<>();
    private final Set<String> warnings = new LinkedHashSet<>();

    /** Records that the value at a path cannot be met. */
    void violation(String path, String value, String problem, String remedy) {
        violation(new Violation(path, '"' + value + '"', problem, remedy));
    }

    void violation(Violation violation) {
        violations.add(violation);
    }

    /** Records what is allowed but probably not meant, once. */
    void warning(String warning) {
        warnings.add(warning);
    }

    /** Records all that another holds. */
    void add(ViolationCollector other) {
        violations.addAll(other.violations);
        warnings.addAll(other.warnings);
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
