package hyperpod.rig.core;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tags by which an execution knows what is its own. Nothing is deleted that does not carry both.
 *
 * @param application name of the application that creates, its CloudFormation stack's name
 * @param executionName name of the {@code provision} execution that creates
 */
public record OwnershipTags(String application, String executionName) {

    /** Key of the tag that holds the execution's name. */
    public static final String EXECUTION_KEY = "hyperpod-rig:execution";

    /** Key of the tag that holds the application's name. */
    public static final String APPLICATION_KEY = "hyperpod-rig:application";

    /** Prefix that callers' own tags may not use. */
    public static final String RESERVED_PREFIX = "hyperpod-rig:";

    /** Whether a resource with these tags was created by this execution of this application. */
    public boolean own(Map<String, String> resourceTags) {
        return executionName.equals(resourceTags.get(EXECUTION_KEY))
                && application.equals(resourceTags.get(APPLICATION_KEY));
    }

    /** The execution that created a resource with these tags; empty if none of this application did. */
    public static Optional<String> executionName(String application, Map<String, String> resourceTags) {
        return application.equals(resourceTags.get(APPLICATION_KEY))
                ? Optional.ofNullable(resourceTags.get(EXECUTION_KEY))
                : Optional.empty();
    }

    /**
     * The caller's tags with the ownership tags, which win over a caller's tag of the same key. Sorted: FSx takes a
     * repeated call with the same tags in another order for another request.
     */
    public Map<String, String> with(Map<String, String> callersTags) {
        Map<String, String> tags = new TreeMap<>(callersTags);
        tags.put(EXECUTION_KEY, executionName);
        tags.put(APPLICATION_KEY, application);
        return tags;
    }
}
