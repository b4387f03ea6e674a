package hyperpod.rig.egress.report;

import hyperpod.rig.egress.control.Control;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code docs/egress-controls.md} says of each control, which the build puts beside this class: a report is read
 * where there is no network, years later perhaps.
 */
final class ControlGuide {

    private static final Pattern HEADING = Pattern.compile("### ([A-Z]{3}-\\d{3}) (.+)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\(([^)]+)\\)");
    private static final Pattern OF_CONTROL = Pattern.compile("#([a-z]{3}-\\d{3}).*");
    private static final Map<String, Section> SECTIONS = read();

    private ControlGuide() {}

    /**
     * The section of a control.
     *
     * @param title its heading without the id
     * @param html its text, as paragraphs
     */
    record Section(String title, String html) {}

    /** The title of a control; empty if the documentation has none. */
    static String title(Control control) {
        Section section = SECTIONS.get(control.id());
        return section == null ? "" : section.title();
    }

    /** What the documentation says of a control, as HTML. */
    static String html(Control control) {
        Section section = SECTIONS.get(control.id());
        return section == null ? "" : section.html();
    }

    private static Map<String, Section> read() {
        String guide;
        try (InputStream markdown = ControlGuide.class.getResourceAsStream("egress-controls.md")) {
            guide = new String(markdown.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Section> sections = new LinkedHashMap<>();
        for (String part : guide.split("(?m)^(?=#{2,3} )")) {
            int end = part.indexOf('\n');
            Matcher heading = HEADING.matcher(end < 0 ? part : part.substring(0, end));
            if (heading.matches()) {
                sections.put(heading.group(1), new Section(heading.group(2), paragraphs(part.substring(end + 1))));
            }
        }
        return sections;
    }

    /** Paragraphs with code and links; any other mark stays as it is written. */
    private static String paragraphs(String markdown) {
        StringBuilder html = new StringBuilder();
        for (String paragraph : markdown.strip().split("\n\\s*\n")) {
            String text = CODE.matcher(Html.escaped(paragraph.strip())).replaceAll("<code>$1</code>");
            text = LINK.matcher(text).replaceAll(link -> Matcher.quoteReplacement(link(link.group(1), link.group(2))));
            html.append("<p>").append(text).append("</p>\n");
        }
        return html.toString();
    }

    /** A control's section is in the report; another page of the documentation may not be there when it is read. */
    private static String link(String words, String target) {
        Matcher control = OF_CONTROL.matcher(target);
        if (control.matches()) {
            return "<a href=\"#" + control.group(1).toUpperCase(Locale.ROOT) + "\">" + words + "</a>";
        }
        return target.startsWith("https://") ? "<a href=\"" + target + "\">" + words + "</a>" : words;
    }
}
