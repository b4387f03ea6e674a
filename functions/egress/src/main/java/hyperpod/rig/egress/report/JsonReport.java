package hyperpod.rig.egress.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.AuditScope;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** An audit's report as JSON, for programs. */
public final class JsonReport {

    /**
     * Reads and writes what reports and evidence hold; absent values are printed as null, as the format demands, and
     * times as ISO 8601. A newer version may have written fields that this one does not know.
     */
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
            .build();

    private JsonReport() {}

    /** The members of the document, in their order. */
    private record Document(
            Audit audit,
            @JsonUnwrapped AuditResult result,
            List<SubnetBarriers> barriers,
            List<ControlOutcome> controls) {

        /** What the audit was of. */
        private record Audit(
                @JsonUnwrapped AuditContext context,
                AnalysisVersion analysis,
                @JsonUnwrapped AuditScope scope,
                Optional<String> snapshotSha256) {}
    }

    /** The report, ended by a new line. */
    public static String of(AuditReport report) {
        return text(new Document(
                new Document.Audit(report.context(), report.analysis(), report.scope(), report.snapshotSha256()),
                report.result(),
                report.barriers(),
                report.controls()));
    }

    /** Any value of a report or of evidence, ended by a new line. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
