package hyperpod.rig.sandbox.simulator.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A value that breaks a constraint of the model.
 *
 * @param value the value as a service prints it: quoted, or {@code null}
 * @param path where it is, such as {@code restrictedInstanceGroups.1.member.instanceCount}
 * @param constraint what it must satisfy
 */
public record ConstraintViolation(String value, String path, String constraint) {

    /** One message for all violations, in the words of AWS's JSON services. */
    public static String message(List<ConstraintViolation> violations) {
        return violations.size()
                + (violations.size() == 1 ? " validation error detected: " : " validation errors detected: ")
                + violations.stream().map(ConstraintViolation::toString).collect(Collectors.joining("; "));
    }

    @Override
    public String toString() {
        return "Value " + value + " at '" + path + "' failed to satisfy constraint: " + constraint;
    }
}
