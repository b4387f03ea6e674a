package hyperpod.rig.egress.control;

/** How urgent a finding is, most urgent first. */
public enum Severity {
    CRITICAL,
    HIGH,
    MEDIUM
}
