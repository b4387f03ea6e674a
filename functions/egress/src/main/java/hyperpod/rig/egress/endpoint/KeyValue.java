package hyperpod.rig.egress.endpoint;

import java.util.Optional;

/**
 * What requests of a kind have under a condition key.
 *
 * @param mayBeAbsent whether some have nothing there
 * @param content what the others have; empty if none has anything
 */
record KeyValue(boolean mayBeAbsent, Optional<KeyContent> content) {

    static final KeyValue ABSENT = new KeyValue(true, Optional.empty());
    static final KeyValue UNKNOWN = new KeyValue(true, Optional.of(new KeyContent.Anything()));

    static KeyValue of(KeyContent content) {
        return new KeyValue(false, Optional.of(content));
    }
}
