package hyperpod.rig.egress.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import hyperpod.rig.egress.AuditResult;
import java.io.UncheckedIOException;

/** An audit's result as JSON, for programs. */
public final class JsonReport {

    /** Absent values are printed as null, as the format demands. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
            .build();

    private JsonReport() {}

    /** The report, ended by a new line. */
    public static String of(AuditResult result) {
        try {
            return JSON.writeValueAsString(result) + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
