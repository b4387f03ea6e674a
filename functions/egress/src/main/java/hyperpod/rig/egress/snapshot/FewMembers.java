package hyperpod.rig.egress.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The members of a JSON object that has few, in their order; of two with one name the last counts. Of an element of
 * which a reader needs only some members, the others are not kept; a reader that asks for one of these is mistaken.
 */
final class FewMembers extends AbstractMap<String, JsonNode> {

    /** With more, looking through them costs more than a hash table. */
    static final int MAX = 40;

    private static final int USUAL = 8;

    private final Set<String> kept;
    private String[] names = new String[USUAL];
    private JsonNode[] values = new JsonNode[USUAL];
    private int size;

    /** @param kept the names of the members that are kept; empty for all */
    FewMembers(Set<String> kept) {
        this.kept = kept;
    }

    @Override
    public JsonNode get(Object name) {
        int at = indexOf(name);
        return at < 0 ? null : values[at];
    }

    @Override
    public boolean containsKey(Object name) {
        return indexOf(name) >= 0;
    }

    @Override
    public JsonNode put(String name, JsonNode value) {
        int at = indexOf(name);
        if (at >= 0) {
            JsonNode before = values[at];
            values[at] = value;
            return before;
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        names[size] = name;
        values[size] = value;
        size++;
        return null;
    }

    @Override
    public int size() {
        return size;
    }

    /** The parser gives one name the same object mostly, and so does the compiler; a text keeps its hash code. */
    private int indexOf(Object name) {
        int hash = name.hashCode();
        for (int i = 0; i < size; i++) {
            String other = names[i];
            if (other == name || other.hashCode() == hash && other.equals(name)) {
                return i;
            }
        }
        if (!kept.isEmpty() && !kept.contains(name)) {
            throw new IllegalStateException(
                    "the member " + name + " was not kept: name it where " + kept + " are named");
        }
        return -1;
    }

    @Override
    public Set<Map.Entry<String, JsonNode>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, JsonNode>> iterator() {
                return IntStream.range(0, size)
                        .mapToObj(i -> (Map.Entry<String, JsonNode>) new SimpleImmutableEntry<>(names[i], values[i]))
                        .iterator();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }
}
