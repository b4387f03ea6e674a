package hyperpod.rig.verify;

import java.util.Locale;

/** When the network is looked at. */
public enum Moment {
    /** Nothing has been created yet. */
    BEFORE_SPENDING,
    /** Nodes and file systems have their network interfaces. */
    AFTER_CREATION;

    /** Its name in the evidence bucket. */
    String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
