package hyperpod.rig.verify;

import hyperpod.rig.egress.report.AuditContext;

/** When the network is looked at. */
public enum Moment {
    /** Nothing has been created yet. */
    BEFORE_SPENDING,
    /** Nodes and file systems have their network interfaces. */
    AFTER_CREATION;

    /** The same as reports name it. */
    AuditContext.Moment ofReport() {
        return AuditContext.Moment.valueOf(name());
    }

    /** Its name in the evidence bucket. */
    String folder() {
        return ofReport().id();
    }
}
