package hyperpod.rig.egress.policy;

/**
 * Something in a policy that is more lenient than the administrator lets policies be.
 *
 * @param field where, such as {@code allowedCidrs[0]}
 * @param value what is there
 * @param problem what is too lenient about it
 * @param remedy what to do; it names the parameter by which the administrator would allow it, if any does
 */
public record Excess(String field, String value, String problem, String remedy) {

    /** All in one sentence. */
    public String sentence() {
        return field + " \"" + value + "\" " + problem;
    }
}
