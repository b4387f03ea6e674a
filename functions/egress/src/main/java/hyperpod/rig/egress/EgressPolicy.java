package hyperpod.rig.egress;

import com.fasterxml.jackson.annotation.JsonValue;
import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import hyperpod.rig.egress.control.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * What a network must hold.
 *
 * @param mode which verdicts are accepted
 * @param allowedCidrs destinations that may be reached, in CIDR notation
 */
public record EgressPolicy(Mode mode, List<String> allowedCidrs) {

    /** Which verdicts are accepted. */
    public enum Mode {
        /** LOCKED alone. */
        STRICT,
        /** LOCKED and WEAKENED. */
        STANDARD;

        /**
         * The mode by its name in lower case.
         *
         * @throws IllegalArgumentException if there is none of that name
         */
        public static Mode parse(String name) {
            for (Mode mode : values()) {
                if (mode.text().equals(name)) {
                    return mode;
                }
            }
            throw new IllegalArgumentException("policy \"" + name + "\" does not exist; use strict or standard");
        }

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public EgressPolicy {
        allowedCidrs = List.copyOf(allowedCidrs);
    }

    /** Whether a verdict is accepted. */
    public boolean accepts(Verdict verdict) {
        return verdict.compareTo(mode == Mode.STRICT ? Verdict.LOCKED : Verdict.WEAKENED) <= 0;
    }

    /**
     * The destinations that may be reached.
     *
     * @throws IllegalArgumentException if one is not a CIDR block
     */
    AddressSet allowed() {
        return AddressSet.of(allowedCidrs.stream().map(Cidr::parse).toList());
    }
}
