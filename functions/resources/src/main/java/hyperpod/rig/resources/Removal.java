package hyperpod.rig.resources;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one attempt to delete a kind of resource found.
 *
 * @param status whether anything of the kind still exists, and whether AWS is deleting it
 * @param reason why it still exists: why AWS refused, what a person has to do, or what AWS says while it deletes
 */
public record Removal(Status status, Optional<String> reason) {

    /** Whether anything of the kind still exists. The later hides the earlier where several resources differ. */
    public enum Status {
        /** The execution owns none any more. */
        GONE,
        /** AWS is deleting it. */
        UNDER_WAY,
        /** AWS will not delete it in its present status; it may later. */
        REFUSED,
        /** Its deletion was not asked for: it would go wrong, or lose data, until a person does something. */
        BLOCKED
    }

    /** The execution owns none any more. */
    public static Removal gone() {
        return new Removal(Status.GONE, Optional.empty());
    }

    /** AWS is deleting it. */
    public static Removal underWay() {
        return new Removal(Status.UNDER_WAY, Optional.empty());
    }

    /** AWS is deleting it, and says this of it. */
    public static Removal underWay(List<String> messages) {
        return new Removal(
                Status.UNDER_WAY, Optional.of(String.join("; ", messages)).filter(Predicate.not(String::isEmpty)));
    }

    /** AWS refused, for this reason. */
    public static Removal refused(String reason) {
        return new Removal(Status.REFUSED, Optional.of(reason));
    }

    /** It has to wait until a person has done what the reason says. */
    public static Removal blocked(String reason) {
        return new Removal(Status.BLOCKED, Optional.of(reason));
    }

    /**
     * What was found of several: gone only if all are; otherwise the worst status, with all reasons, the worst first.
     */
    public static Removal together(List<Removal> each) {
        Status worst = each.stream().map(Removal::status).reduce(Status.GONE, Removal::worse);
        String reasons = each.stream()
                .sorted((one, other) -> other.status().compareTo(one.status()))
                .flatMap(removal -> removal.reason().stream())
                .collect(Collectors.joining("; "));
        return new Removal(worst, Optional.of(reasons).filter(Predicate.not(String::isEmpty)));
    }

    private static Status worse(Status one, Status other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
