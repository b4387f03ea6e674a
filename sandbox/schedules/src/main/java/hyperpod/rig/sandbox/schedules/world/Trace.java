package hyperpod.rig.sandbox.schedules.world;

import hyperpod.rig.sandbox.schedules.disturbance.Words;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** What happened in a world, line by line: all of it in a digest, and in words what a story needs. */
public final class Trace {

    private final InstantSource clock;
    private final Instant start;
    private final MessageDigest digest;
    private final List<String> story = new ArrayList<>();

    Trace(InstantSource clock) {
        this.clock = clock;
        start = clock.instant();
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line that only the digest has. */
    void note(String line) {
        add(MemberOrder.sorted(line));
    }

    private void add(String line) {
        digest.update((clock.instant().toEpochMilli() + " " + line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A line of the story. */
    void tell(String text) {
        String line = MemberOrder.sorted(text);
        add(line);
        story.add("%12s  %s".formatted(Words.of(Duration.between(start, clock.instant())), line));
    }

    /** The story so far. */
    public List<String> story() {
        return Collections.unmodifiableList(story);
    }

    /** Of everything; ends the trace. */
    public String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
