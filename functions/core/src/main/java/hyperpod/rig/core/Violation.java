package hyperpod.rig.core;

/**
 * One thing that is wrong with a request.
 *
 * @param path where, such as {@code restrictedInstanceGroups[0].instanceCount}, shortened; {@code request} for the
 *     whole
 * @param value what is there, as JSON, shortened; empty if nothing is there
 * @param problem what is wrong with it
 * @param remedy what to do
 */
public record Violation(String path, String value, String problem, String remedy) {

    private static final int MAX_PATH = 200;
    private static final int MAX_VALUE = 100;

    public Violation {
        path = Excerpt.of(path, MAX_PATH);
        value = Excerpt.of(value, MAX_VALUE);
    }

    /** The violation in one sentence. */
    public String sentence() {
        return path + (value.isEmpty() ? " " : " is " + value + ", which ") + problem + ": " + remedy;
    }
}
