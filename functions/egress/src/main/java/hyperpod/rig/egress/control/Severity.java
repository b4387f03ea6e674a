package hyperpod.rig.egress.control;

/** How bad a finding is, worst first. From MEDIUM on it weakens a subnet; LOW and INFO leave its verdict alone. */
public enum Severity {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW,
    INFO
}
