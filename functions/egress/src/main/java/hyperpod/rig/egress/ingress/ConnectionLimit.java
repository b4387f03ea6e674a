package hyperpod.rig.egress.ingress;

/** Ends a search that would take too long: in a large VPC every interface may be tried with every other one. */
final class ConnectionLimit {

    /** Far more than the ones to try in any network in which few interfaces can be reached from outside. */
    private static final int MAX_TRIES = 50_000;

    private int tries;

    /** Whether one more connection may be tried. */
    boolean allows() {
        tries++;
        return tries <= MAX_TRIES;
    }

    /** Whether some were not tried. */
    boolean isExceeded() {
        return tries > MAX_TRIES;
    }
}
