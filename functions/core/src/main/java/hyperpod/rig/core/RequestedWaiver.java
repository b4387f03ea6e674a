package hyperpod.rig.core;

import java.util.Optional;

/**
 * A finding that somebody answers for until a date.
 *
 * @param control the control's id, such as {@code EGR-308}
 * @param resourceId the finding's resource, or {@code *}
 * @param owner who answers for it
 * @param expires the last day on which it holds, in UTC, as {@code yyyy-mm-dd}
 * @param reason why it is acceptable
 */
public record RequestedWaiver(String control, String resourceId, String owner, String expires, Optional<String> reason) {}
