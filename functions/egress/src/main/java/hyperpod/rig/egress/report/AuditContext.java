package hyperpod.rig.egress.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What an audit was of and when, as far as it is known. Reports print it first; it decides nothing.
 *
 * @param at when the network was read; whole seconds are enough
 * @param moment what made somebody look
 * @param accountId the account, 12 digits
 * @param region such as {@code us-east-1}
 * @param clusterName the HyperPod cluster whose network it is
 * @param executionName the execution that creates or created this cluster
 */
public record AuditContext(
        Instant at,
        Moment moment,
        Optional<String> accountId,
        Optional<String> region,
        Optional<String> clusterName,
        Optional<String> executionName) {

    /** What made somebody look at the network. */
    public enum Moment {
        BEFORE_SPENDING("before spending"),
        AFTER_CREATION("after creation"),
        DRIFT("drift"),
        COMMAND_LINE("command line");

        private final String text;

        Moment(String text) {
            this.text = text;
        }

        /** The moment as reports print it. */
        public String text() {
            return text;
        }

        /** Its name in JSON and in the evidence bucket, such as {@code after-creation}. */
        @JsonValue
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** An audit of which nothing is known but the moment. */
    public static AuditContext at(Instant at, Moment moment) {
        return new AuditContext(at, moment, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
