package hyperpod.rig.sandbox.schedules.disturbance;

/**
 * A call of a function, as a run without disturbances makes it too.
 *
 * @param state the state that calls the function, or the function's name where no state does
 * @param operation as IAM writes it, such as {@code sagemaker:CreateCluster}
 * @param occurrence 1 for the first of that operation in that state
 */
public record Place(String state, String operation, int occurrence) implements Comparable<Place> {

    @Override
    public int compareTo(Place other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return state + " " + operation + " #" + occurrence;
    }
}
