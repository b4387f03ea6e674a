package hyperpod.rig.sandbox.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The project's own files, as a person at its top level sees them. */
final class Project {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Project() {}

    /** The top level: the nearest directory above the working directory that holds {@code template.yaml}. */
    static Path directory() {
        Path directory = Path.of("").toAbsolutePath();
        while (Files.notExists(directory.resolve("template.yaml"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    static Path file(String path) {
        return directory().resolve(path);
    }

    /** CloudFormation's short functions read as their arguments: {@code !Ref X} as the text X. */
    static JsonNode template() {
        return read(YAML, "template.yaml");
    }

    static JsonNode json(String path) {
        return read(JSON, path);
    }

    private static JsonNode read(ObjectMapper mapper, String path) {
        try {
            return mapper.readTree(file(path).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
