package hyperpod.rig.egress.finding;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.control.Severity;
import java.util.Optional;

/**
 * Something that the audit found.
 *
 * @param by the control that found it; printed as its id under {@code control}
 * @param severity how bad it is: the control's own severity, unless the policy says otherwise
 * @param resourceId the resource to change
 * @param message what is wrong and why it matters
 * @param evidence the fact in the snapshot that shows it, such as a route, a rule or a policy statement
 * @param remediation what to do, as an AWS CLI command where there is one
 * @param waivedBy who answers for it, if the policy names somebody
 */
@JsonPropertyOrder({"control", "severity", "resourceId", "message", "evidence", "remediation", "waivedBy"})
public record Finding(
        @JsonIgnore Control by,
        Severity severity,
        String resourceId,
        String message,
        String evidence,
        String remediation,
        Optional<Waiver> waivedBy) {

    /** A finding of a control's own severity that nobody has waived. */
    public static Finding of(Control by, String resourceId, String message, String evidence, String remediation) {
        return new Finding(by, by.severity(), resourceId, message, evidence, remediation, Optional.empty());
    }

    /** The id of the control that found it. */
    @JsonProperty
    public String control() {
        return by.id();
    }

    /**
     * The best verdict that a subnet with this finding can have. A path that is open or not proven decides by itself;
     * any other finding weakens the subnet from severity MEDIUM on, and below it changes nothing.
     */
    @JsonIgnore
    public Verdict verdict() {
        if (by.isFact()) {
            return by.severity() == Severity.CRITICAL ? Verdict.OPEN : Verdict.UNPROVEN;
        }
        return severity.compareTo(Severity.MEDIUM) <= 0 ? Verdict.WEAKENED : Verdict.LOCKED;
    }
}
