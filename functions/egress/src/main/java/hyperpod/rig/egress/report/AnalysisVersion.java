package hyperpod.rig.egress.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which analysis judged.
 *
 * @param version the application's version
 * @param sources SHA-256 over the sources of the analysis, in hexadecimal: two analyses with the same one judge alike
 */
public record AnalysisVersion(String version, String sources) {

    /** The analysis that runs. */
    public static final AnalysisVersion CURRENT = read();

    private static final int SHOWN_DIGITS = 12;

    private static AnalysisVersion read() {
        Properties properties = new Properties();
        try (InputStream written = AnalysisVersion.class.getResourceAsStream("analysis.properties")) {
            properties.load(written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new AnalysisVersion(properties.getProperty("version"), properties.getProperty("sources"));
    }

    /** Short enough for a line. */
    public String text() {
        return version + " (sources " + sources.substring(0, Math.min(SHOWN_DIGITS, sources.length())) + ")";
    }
}
