package hyperpod.rig.core;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What a word that is not known was probably meant to be. */
final class Suggestion {

    /** Of so many letters one may be wrong, for a word to be taken for a misspelt one. */
    private static final int LETTERS_PER_TYPO = 3;
    /** Shorter words are part of too many others. */
    private static final int MIN_PART = 4;
    /** If more are equally near, none of them is probable. */
    private static final int MAX_MEANT = 4;

    /** {@link LevenshteinDistance}'s answer for words that differ by more than the letters that may be wrong. */
    private static final int TOO_FAR = -1;

    private Suggestion() {}

    /** The question {@code did you mean ...?}; empty if no known word is near. */
    static Optional<String> didYouMean(String word, List<String> known) {
        List<String> meant = nearest(word, known);
        if (meant.isEmpty()) {
            meant = containing(word, known);
        }
        return meant.isEmpty() || meant.size() > MAX_MEANT
                ? Optional.empty()
                : Optional.of("did you mean " + either(meant) + "?");
    }

    /** The words with the fewest letters to change, whatever their case; none if that is too many. */
    private static List<String> nearest(String word, List<String> known) {
        Map<Integer, List<String>> byDistance = known.stream()
                .collect(Collectors.groupingBy(
                        candidate -> distance(word, candidate), TreeMap::new, Collectors.toList()));
        byDistance.remove(TOO_FAR);
        return byDistance.values().stream().findFirst().orElse(List.of());
    }

    private static int distance(String word, String candidate) {
        int typos = Math.min(word.length(), candidate.length()) / LETTERS_PER_TYPO;
        return new LevenshteinDistance(typos).apply(lower(word), lower(candidate));
    }

    /** The only word that this one is a part of. */
    private static List<String> containing(String word, List<String> known) {
        if (word.length() < MIN_PART) {
            return List.of();
        }
        List<String> wider = known.stream()
                .filter(candidate -> lower(candidate).contains(lower(word)))
                .toList();
        return wider.size() == 1 ? wider : List.of();
    }

    private static String either(List<String> words) {
        return words.size() == 1
                ? words.getFirst()
                : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
