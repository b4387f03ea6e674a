package hyperpod.rig.egress.finding;

import java.util.Arrays;
import java.util.Optional;

/** What the audit looks for. Each control has a section in {@code docs/egress-controls.md}. */
public enum Control {
    NAT_PATH("EGR-101", Severity.CRITICAL, Verdict.OPEN),
    INTERNET_GATEWAY_PATH("EGR-102", Severity.CRITICAL, Verdict.OPEN),
    EGRESS_ONLY_INTERNET_GATEWAY_PATH("EGR-103", Severity.CRITICAL, Verdict.OPEN),
    TRANSIT_GATEWAY_PATH("EGR-104", Severity.CRITICAL, Verdict.OPEN),
    UNKNOWN_PATH("EGR-201", Severity.HIGH, Verdict.UNPROVEN),
    MISSING_PART("EGR-202", Severity.HIGH, Verdict.UNPROVEN),
    ROUTE_WITHOUT_PUBLIC_ADDRESS("EGR-301", Severity.MEDIUM, Verdict.WEAKENED),
    BLOCKED_PATH("EGR-302", Severity.MEDIUM, Verdict.WEAKENED),
    UNUSED_GATEWAY("EGR-303", Severity.MEDIUM, Verdict.WEAKENED),
    OTHER_NETWORK("EGR-304", Severity.MEDIUM, Verdict.WEAKENED),
    PUBLIC_ADDRESS_ON_LAUNCH("EGR-305", Severity.MEDIUM, Verdict.WEAKENED),
    PUBLIC_ADDRESS("EGR-306", Severity.MEDIUM, Verdict.WEAKENED),
    WIDE_SECURITY_GROUP("EGR-307", Severity.MEDIUM, Verdict.WEAKENED),
    WIDE_ENDPOINT_POLICY("EGR-308", Severity.MEDIUM, Verdict.WEAKENED),
    FOREIGN_SERVICE("EGR-309", Severity.MEDIUM, Verdict.WEAKENED),
    FOREIGN_RESOLVER("EGR-310", Severity.MEDIUM, Verdict.WEAKENED),
    MISSING_ENDPOINTS("EGR-401", Severity.LOW, Verdict.LOCKED),
    UNUSABLE_ENDPOINT("EGR-402", Severity.LOW, Verdict.LOCKED),
    NO_DNS_FIREWALL("EGR-403", Severity.LOW, Verdict.LOCKED),
    NO_FLOW_LOGS("EGR-404", Severity.LOW, Verdict.LOCKED),
    SECURITY_GROUP_WIDER_THAN_NEEDED("EGR-405", Severity.LOW, Verdict.LOCKED),
    BLOCK_PUBLIC_ACCESS("EGR-501", Severity.INFO, Verdict.LOCKED);

    private final String id;
    private final Severity severity;
    private final Verdict verdict;

    Control(String id, Severity severity, Verdict verdict) {
        this.id = id;
        this.severity = severity;
        this.verdict = verdict;
    }

    /** The control of an id. */
    public static Optional<Control> ofId(String id) {
        return Arrays.stream(values()).filter(control -> control.id.equals(id)).findFirst();
    }

    /** Its id, such as {@code EGR-101}. */
    public String id() {
        return id;
    }

    /** Its severity unless a policy says otherwise. */
    public Severity severity() {
        return severity;
    }

    /** The best verdict that a subnet with such a finding can have, its severity being the control's own. */
    public Verdict verdict() {
        return verdict;
    }

    /** Whether it says that a path is open or not proven: that is so whatever a policy thinks of it. */
    public boolean isFact() {
        return verdict.compareTo(Verdict.WEAKENED) > 0;
    }

    /** A finding by this control. */
    public Finding found(String resourceId, String message, String evidence, String remediation) {
        return new Finding(this, severity, resourceId, message, evidence, remediation, Optional.empty());
    }
}
