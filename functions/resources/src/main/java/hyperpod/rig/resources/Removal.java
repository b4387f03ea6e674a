package hyperpod.rig.resources;

import com.fasterxml.jackson.annotation.JsonProperty;
import hyperpod.rig.core.Execution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What one look at a kind of resource found, and one attempt to delete it.
 *
 * @param status whether anything of the kind still exists, and whether AWS is deleting it
 * @param reasons why each still exists, by its ARN: why AWS refused, what a person has to do, or what AWS says while it
 *     deletes
 */
public record Removal(Status status, Map<String, String> reasons) {

    /** What was found. Where several resources differ, the later hides the earlier. */
    public enum Status {
        /** Nothing of the kind was ever asked for. */
        GONE,
        /** None is seen. What was asked for a moment ago may not be shown yet. */
        NOT_SEEN,
        /**
         * What is seen may not be the execution's own: it is not deleted. It may be that its tags are not shown yet.
         */
        DOUBTFUL,
        /** AWS is deleting it. */
        UNDER_WAY,
        /** AWS will not delete it in its present status; it may later. */
        REFUSED,
        /** Its deletion was not asked for: it would go wrong, or lose data, until a person does something. */
        BLOCKED,
        /** The caller may not delete it: waiting would not help. */
        DENIED,
        /** Somebody counts on it, and nobody confirmed that it is to be deleted. */
        LEFT_ALONE
    }

    public Removal {
        reasons = Map.copyOf(reasons);
    }

    /** Nothing of the kind was ever asked for. */
    public static Removal gone() {
        return new Removal(Status.GONE, Map.of());
    }

    /** None is seen. */
    public static Removal notSeen() {
        return new Removal(Status.NOT_SEEN, Map.of());
    }

    /** Nothing of this execution is deleted, for this reason, whatever there is. */
    public static Removal leftAlone(Execution execution, String reason) {
        return new Removal(Status.LEFT_ALONE, Map.of(execution.arn(), reason));
    }

    /** AWS is deleting this resource. */
    public static Removal underWay() {
        return new Removal(Status.UNDER_WAY, Map.of());
    }

    /** How it is with one resource, and why. */
    public static Removal of(Status status, MeantResource resource, String reason) {
        return new Removal(status, reason.isEmpty() ? Map.of() : Map.of(resource.arn(), reason));
    }

    /** All reasons as one text; empty if there is none. */
    @JsonProperty("reason")
    public Optional<String> reason() {
        return reasons.isEmpty()
                ? Optional.empty()
                : Optional.of(reasons.values().stream().sorted().collect(Collectors.joining("; ")));
    }

    /** What was found of several: gone only if all are; otherwise the worst status, with the reason of each. */
    public static Removal together(List<Removal> each) {
        Status worst = each.stream().map(Removal::status).reduce(Status.GONE, Removal::worse);
        Map<String, String> reasons = new LinkedHashMap<>();
        each.forEach(removal -> reasons.putAll(removal.reasons()));
        return new Removal(worst, reasons);
    }

    private static Status worse(Status one, Status other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
