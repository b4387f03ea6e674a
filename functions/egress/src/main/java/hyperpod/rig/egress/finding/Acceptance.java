package hyperpod.rig.egress.finding;

import java.util.Optional;

/**
 * Why a policy holds in spite of something that was found. It changes nothing of what was found.
 *
 * @param field the policy's field that accepts it, such as {@code allowedCidrs}
 * @param value what in that field does, such as {@code 203.0.113.0/24}
 * @param setBy who set the field
 * @param waiver who answers for it, if the field is {@code waivers}
 */
public record Acceptance(String field, String value, Origin setBy, Optional<Waiver> waiver) {

    /** An acceptance by a field other than {@code waivers}. */
    public Acceptance(String field, String value, Origin setBy) {
        this(field, value, setBy, Optional.empty());
    }

    /** By what and by whom, such as {@code mode standard, set by the requester}. */
    public String text() {
        return field + " " + value + ", "
                + switch (setBy) {
                    case DEFAULT -> "the default";
                    case ADMINISTRATOR -> "set by the administrator";
                    case REQUESTER -> "set by the requester";
                };
    }
}
