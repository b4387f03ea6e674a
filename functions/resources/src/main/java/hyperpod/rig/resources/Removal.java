package hyperpod.rig.resources;

import java.util.Optional;

/**
 * What one attempt to delete a kind of resource found.
 *
 * @param status whether anything of the kind still exists, and whether AWS is deleting it
 * @param reason why AWS refused, in its words; only with {@link Status#REFUSED}
 */
public record Removal(Status status, Optional<String> reason) {

    /** Whether anything of the kind still exists. */
    public enum Status {
        /** The execution owns none any more. */
        GONE,
        /** AWS is deleting it. */
        UNDER_WAY,
        /** AWS will not delete it in its present status; it may later. */
        REFUSED
    }

    /** The execution owns none any more. */
    public static Removal gone() {
        return new Removal(Status.GONE, Optional.empty());
    }

    /** AWS is deleting it. */
    public static Removal underWay() {
        return new Removal(Status.UNDER_WAY, Optional.empty());
    }

    /** AWS refused, for this reason. */
    public static Removal refused(String reason) {
        return new Removal(Status.REFUSED, Optional.of(reason));
    }
}
