package hyperpod.rig.egress.control;


/** What the audit looks for. Each control has a section in {@code docs/egress-controls.md}. */
public enum Control {
    NAT_PATH("EGR-101", Severity.CRITICAL, Verdict.OPEN),
    INTERNET_GATEWAY_PATH("EGR-102", Severity.CRITICAL, Verdict.OPEN),
    EGRESS_ONLY_INTERNET_GATEWAY_PATH("EGR-103", Severity.CRITICAL, Verdict.OPEN),
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
    FOREIGN_SERVICE("EGR-309", Severity.MEDIUM, Verdict.WEAKENED);

    private final String id;
    private final Severity severity;
    private final Verdict verdict;

    Control(String id, Severity severity, Verdict verdict) {
        this.id = id;
        this.severity = severity;
        this.verdict = verdict;
    }

    /** Its id, such as {@code EGR-101}. */
    public String id() {
        return id;
    }

    public Severity severity() {
        return severity;
    }

    /** The best verdict that a subnet with such a finding can have. */
    public Verdict verdict() {
        return verdict;
    }

    /** A finding by this control. */
    public Finding found(String resourceId, String message, String remediation) {
        return new Finding(this, resourceId, message, remediation);
    }
}
