package hyperpod.rig.egress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hyperpod.rig.egress.policy.EgressPolicyReader;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * A small network made to show one rule or one trap, in a directory of two files: {@code network.json} is the snapshot,
 * complete as it stands, so that {@code ./egress-audit --snapshot} reads the directory too; {@code expected.json} says
 * why the world is there, what the audit is asked ({@code request}, the fields of {@link AuditRequest}) and what it
 * must answer; a way in that it does not speak of must be closed ({@code ingressVerdict} is LOCKED unless it says
 * otherwise).
 *
 * @param directory where the files lie
 */
record World(Path directory) {

    private static final Path WORLDS = Path.of("src/test/resources/worlds");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Every world, in the order of their names. */
    static Stream<World> all() throws IOException {
        try (Stream<Path> entries = Files.list(WORLDS)) {
            return entries.filter(Files::isDirectory).sorted().map(World::new).toList().stream();
        }
    }

    static World named(String name) {
        return new World(WORLDS.resolve(name));
    }

    /** The snapshot, as the command reads it. */
    NetworkSnapshot network() {
        return SnapshotReader.readDirectory(directory);
    }

    /** The snapshot's JSON. */
    JsonNode networkJson() {
        return json("network.json");
    }

    JsonNode expected() {
        return json("expected.json");
    }

    AuditRequest request() {
        JsonNode request = expected().get("request");
        String policy = request.has("policy") ? request.get("policy").toString() : "{}";
        return new AuditRequest(
                texts(request.get("subnets")),
                texts(request.get("securityGroups")),
                EgressPolicyReader.read(policy, toString()),
                request.path("reinforcementFineTuning").asBoolean(),
                LocalDate.parse(request.get("day").asText()));
    }

    static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    private JsonNode json(String file) {
        try {
            return JSON.readTree(directory.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its name. */
    @Override
    public String toString() {
        return directory.getFileName().toString();
    }
}
