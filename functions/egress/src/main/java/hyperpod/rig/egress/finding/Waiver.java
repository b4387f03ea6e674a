package hyperpod.rig.egress.finding;

import hyperpod.rig.egress.control.Control;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * A finding that somebody answers for until a date. The finding is still reported and still makes the verdict; the
 * policy holds in spite of it.
 *
 * @param control the control's id
 * @param resourceId the finding's resource, or {@code *} for every resource
 * @param owner who answers for it, such as an e-mail address
 * @param expires the last day on which it holds, in UTC, as {@code yyyy-mm-dd}
 * @param reason why it is acceptable
 */
public record Waiver(String control, String resourceId, String owner, String expires, Optional<String> reason) {

    /** Four digits of a year: ISO 8601 as Java reads it also has years of nine. */
    private static final DateTimeFormatter DAY = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4)
            .appendPattern("-MM-dd")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** @throws IllegalArgumentException if a value is missing or cannot be used; the message names it and the remedy */
    public Waiver {
        if (Control.ofId(required("control", control)).isEmpty()) {
            throw new IllegalArgumentException(
                    "waivers: control \"" + control + "\" does not exist; docs/egress-controls.md lists them");
        }
        required("resourceId", resourceId);
        required("owner", owner);
        try {
            LocalDate.parse(required("expires", expires), DAY);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "waivers: expires is \"" + expires + "\"; write a date such as 2027-01-31", e);
        }
        reason = reason == null ? Optional.empty() : reason;
    }

    private static String required(String field, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    "waivers: " + field + " is missing; a waiver needs control, resourceId, owner and expires");
        }
        return value;
    }

    /** Who answers, until when and why. */
    public String text() {
        return "of " + owner + " until " + expires
                + reason.map(why -> ": " + why).orElse("");
    }

    /** Whether it is about this finding. */
    public boolean covers(Finding finding) {
        return control.equals(finding.control()) && (resourceId.equals("*") || resourceId.equals(finding.resourceId()));
    }

    /** Whether it has not expired on that day. */
    public boolean holdsOn(LocalDate day) {
        return !day.isAfter(LocalDate.parse(expires, DAY));
    }
}
