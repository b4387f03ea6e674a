package hyperpod.rig.sandbox.simulator.authorization;

import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Permissions that a call needs, and how the service words that one is missing.
 *
 * @param permissions all of which the caller needs
 * @param wording from IAM's refusal to what the caller sees
 */
public record Requirement(List<Permission> permissions, UnaryOperator<ServiceException> wording) {

    /** Keeps a copy of the permissions. */
    public Requirement {
        permissions = List.copyOf(permissions);
    }

    /** A requirement whose refusal is IAM's own. */
    public static Requirement of(List<Permission> permissions) {
        return new Requirement(permissions, refusal -> refusal);
    }
}
