package hyperpod.rig.core;

import java.nio.charset.StandardCharsets;
import org.apache.commons.lang3.StringUtils;

/** The beginning of a text, for messages. */
public final class Excerpt {

    private Excerpt() {}

    /** At most so many characters; of a character that is cut in half, or was one before, stays a question mark. */
    public static String of(String text, int length) {
        return new String(
                StringUtils.abbreviate(text, length).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
