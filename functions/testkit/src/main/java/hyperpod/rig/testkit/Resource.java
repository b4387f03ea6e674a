package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.OwnershipTags;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A resource of the account, as the AWS CLI prints it.
 *
 * @param <R> the kind of resource
 */
public abstract class Resource<R extends Resource<R>> {

    private static final double MILLIS = 1_000;

    final ObjectNode json = Json.MAPPER.createObjectNode();
    final Map<String, String> tags = new TreeMap<>();
    private int listedFrom = 1;
    private boolean exists = true;
    private Optional<Map<String, String>> indexed = Optional.empty();

    /** This, as what it is. */
    abstract R self();

    /** With another value of a member, by AWS's name of it. */
    public R with(String member, Object value) {
        json.set(member, Json.MAPPER.valueToTree(value));
        return self();
    }

    /** With another time in a member. */
    public R at(String member, Instant time) {
        json.put(member, time.toEpochMilli() / MILLIS);
        return self();
    }

    /** Without a member, as AWS's answers sometimes are. */
    public R without(String member) {
        json.remove(member);
        return self();
    }

    /** With these tags and no others. */
    public R tags(Map<String, String> all) {
        tags.clear();
        tags.putAll(all);
        return self();
    }

    /** Its tags. */
    public Map<String, String> tagsNow() {
        return Map.copyOf(tags);
    }

    /** With the two tags of what this execution of this application created, and no others. */
    public R ownedBy(String application, String executionName) {
        return tags(new OwnershipTags(application, executionName).with(Map.of()));
    }

    /**
     * With these tags in the index of the Resource Groups Tagging API, which lags behind those that the resource has;
     * none if it is not listed there yet.
     */
    public R indexedAs(Map<String, String> all) {
        indexed = Optional.of(Map.copyOf(all));
        return self();
    }

    Map<String, String> indexedTags() {
        return indexed.orElse(tags);
    }

    /** In lists only from the n-th look on, as lists may lag behind; asked for by name it is there. */
    public R listedFromLook(int look) {
        listedFrom = look;
        return self();
    }

    /** No longer there. */
    public R gone() {
        exists = false;
        return self();
    }

    /** The value of a member; empty text if it has none. */
    public String get(String member) {
        return json.path(member).asText();
    }

    boolean exists() {
        return exists;
    }

    boolean listed(int look) {
        return exists && look >= listedFrom;
    }
}
