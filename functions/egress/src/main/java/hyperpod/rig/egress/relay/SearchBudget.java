package hyperpod.rig.egress.relay;

/**
 * How many pairs of interfaces an audit may still compare: somebody could make a network in which everyone reaches
 * everyone. When it is used up, what was not compared counts as reached.
 */
final class SearchBudget {

    private static final int MAX_PAIRS = 400_000;

    private int pairs = MAX_PAIRS;

    /** Whether one pair more may be compared. */
    boolean allowsOneMore() {
        if (pairs > 0) {
            pairs--;
        }
        return pairs > 0;
    }
}
