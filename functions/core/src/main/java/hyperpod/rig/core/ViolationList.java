package hyperpod.rig.core;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The violations of a request as the message of an {@link InvalidRequestException} lists them, one a line: Lambda hands
 * on nothing of an exception but its name and its message.
 *
 * @param headline how many there are
 * @param sentences the first of them, and how many more there are
 */
record ViolationList(String headline, List<String> sentences) {

    private static final int MAX_LISTED = 20;
    private static final String ITEM = "\n- ";
    private static final Pattern HEADLINE = Pattern.compile("\\d+ violations?; nothing was created");
    private static final Pattern LINE_BREAKS = Pattern.compile("\\R+");

    static ViolationList of(List<Violation> violations) {
        int all = violations.size();
        Stream<String> listed = violations.stream().limit(MAX_LISTED).map(Violation::sentence);
        Stream<String> others = all > MAX_LISTED ? Stream.of("and " + (all - MAX_LISTED) + " more") : Stream.empty();
        return new ViolationList(
                all + (all == 1 ? " violation" : " violations") + "; nothing was created",
                Stream.concat(listed, others).toList());
    }

    /** The list that a message is; empty if it is none. */
    static Optional<ViolationList> read(String message) {
        String[] parts = message.split(ITEM);
        return parts.length > 1 && HEADLINE.matcher(parts[0]).matches()
                ? Optional.of(
                        new ViolationList(parts[0], Stream.of(parts).skip(1).toList()))
                : Optional.empty();
    }

    String message() {
        return sentences.stream()
                .map(sentence -> ITEM + LINE_BREAKS.matcher(sentence).replaceAll(" "))
                .collect(Collectors.joining("", headline, ""));
    }
}
