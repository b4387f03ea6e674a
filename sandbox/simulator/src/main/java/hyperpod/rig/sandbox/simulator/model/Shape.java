package hyperpod.rig.sandbox.simulator.model;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A shape of an AWS service model, with the constraints that the service enforces. Members and elements are named by
 * the shape they refer to; {@link ServiceModel#shape} resolves a name.
 */
public sealed interface Shape {

    /** The shape's name in the model, such as {@code ClusterName}. */
    String name();

    /**
     * A structure: members in the model's order, the names of the required ones, and whether exactly one may be set.
     */
    record Structure(String name, Map<String, String> members, Set<String> required, boolean union) implements Shape {}

    /** A list of {@code element} with a bounded number of elements. */
    record Sequence(String name, String element, OptionalLong min, OptionalLong max) implements Shape {}

    /** A map from strings to values with a bounded number of entries. */
    record Dictionary(String name, String key, String value, OptionalLong min, OptionalLong max) implements Shape {}

    /** A string: its length in characters, its pattern (empty: any) and its permitted values (empty: any). */
    record Text(String name, String pattern, List<String> permitted, OptionalLong min, OptionalLong max)
            implements Shape {}

    /** A number with inclusive bounds; {@code type} as the model names it: integer, long, float or double. */
    record Numeric(String name, String type, OptionalLong min, OptionalLong max) implements Shape {
        boolean integral() {
            return type.equals("integer") || type.equals("long");
        }
    }

    /** A boolean. */
    record Flag(String name) implements Shape {}

    /** An instant; JSON 1.1 carries it as a number of seconds since the epoch. */
    record Moment(String name) implements Shape {}

    /** Bytes; JSON 1.1 carries them as Base64. */
    record Bytes(String name) implements Shape {}
}
