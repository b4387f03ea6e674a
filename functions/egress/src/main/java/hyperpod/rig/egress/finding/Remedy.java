package hyperpod.rig.egress.finding;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What to do about a finding.
 *
 * @param prose what is to be done, in words; empty if the commands say it all
 * @param commands commands of a POSIX shell that can be pasted as they are, one after the other. A value that only the
 *     reader knows is a shell variable, which the prose names
 */
public record Remedy(String prose, List<String> commands) {

    /** What a shell takes as it stands. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private static final Pattern VARIABLE = Pattern.compile("\\$[A-Z][A-Z_]*");

    public Remedy {
        commands = List.copyOf(commands);
    }

    /** A remedy in words alone: a text is never taken for a command, whatever it looks like. */
    public static Remedy of(String prose) {
        return new Remedy(prose, List.of());
    }

    /**
     * One command that needs no words.
     *
     * @param words the command's words, unquoted; {@code $NAME} stands for a variable of the shell
     */
    public static Remedy command(String... words) {
        return new Remedy("", List.of(shell(words)));
    }

    /** A command and what is to be known about it. */
    public Remedy explained(String words) {
        return new Remedy(words, commands);
    }

    /** This remedy and one command more. */
    public Remedy then(String... words) {
        return new Remedy(
                prose, Stream.concat(commands.stream(), Stream.of(shell(words))).toList());
    }

    /** Words as a shell reads them: ids come from a snapshot, which anybody may have written. */
    private static String shell(String... words) {
        return Arrays.stream(words).map(Remedy::quoted).collect(Collectors.joining(" "));
    }

    /** A word as a shell reads it, whatever is in it. */
    public static String quoted(String word) {
        if (VARIABLE.matcher(word).matches()) {
            return "\"" + word + "\"";
        }
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** All of it as one text. */
    public String text() {
        String all = String.join("; ", commands);
        return prose.isEmpty() || all.isEmpty() ? prose + all : prose + ": " + all;
    }
}
