package hyperpod.rig.sandbox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import hyperpod.rig.sandbox.simulator.LocalAccount.World;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Plays the calls of a report of {@code ./first-run} against the simulator, in their order, and compares: the statuses
 * that each resource passes through, the codes and HTTP statuses of errors, the names of the members of answers. Times,
 * and values such as ids, are not compared.
 */
final class Replay {

    /** So that a slow machine still sees each status: about two seconds for whatever is created or deleted. */
    private static final String PACE = """
            {'cluster': {'seconds': {'creating': 1500, 'deleting': 1500}},
             'fileSystem': {'seconds': {'creating': 1500, 'deleting': 1500, 'associationCreating': 1500,
               'associationDeleting': 1500}}}""";

    private static final Duration POLL = Duration.ofMillis(20);

    /** Looks for which a member may be late. */
    private static final int MOMENT = 25;

    private static final String ACCOUNT = "000000000000";
    private static final Map<String, String> TARGETS =
            Map.of("sagemaker", "SageMaker.", "fsx", "AWSSimbaAPIService_v20180301.");

    private record Answer(int httpStatus, JsonNode body) {

        String errorCode() {
            return httpStatus == 200 ? "" : body.path("__type").asText().replaceFirst(".*#", "");
        }

        /** The status of what is described, or the error's code; empty for what has neither. */
        String status() {
            return httpStatus == 200 ? Replay.status(body) : errorCode();
        }
    }

    private final LocalAccount account = LocalAccount.shared();
    private final World world = account.world();
    private final Duration patience;
    private final JsonNode calls;
    private final Map<String, String> actual = new LinkedHashMap<>();
    private final Map<String, List<String>> recordedStatuses = new LinkedHashMap<>();
    private final Map<String, List<String>> actualStatuses = new LinkedHashMap<>();
    private final Map<String, List<SortedSet<String>>> recordedMembers = new LinkedHashMap<>();
    private final Map<String, List<SortedSet<String>>> simulatedMembers = new LinkedHashMap<>();
    private final List<String> differences = new ArrayList<>();

    /**
     * Prepares a world for the replay.
     *
     * @param report as {@code first_run/progress.py} writes it
     * @param patience how long the simulator may take to reach a status
     */
    Replay(JsonNode report, Duration patience) {
        this.patience = patience;
        calls = report.path("calls");
        account.scenario(world, PACE);
        texts(report.path("request").path("network").path("subnetIds"))
                .forEach(subnet -> here(subnet, world.subnetId()));
        texts(report.path("request").path("network").path("securityGroupIds"))
                .forEach(group -> here(group, world.groupId()));
        here(report.path("request").path("clusterName").asText(), world.clusterName());
        String eksCluster = report.path("request").path("eksClusterArn").asText();
        // Another EKS cluster for each replay: it can have one HyperPod cluster.
        here(eksCluster, eksCluster.replaceFirst(":\\d{12}:.*", ":" + ACCOUNT + ":cluster/" + world.clusterName()));
        here(eksCluster.replaceFirst(".*:(\\d{12}):.*", "$1"), ACCOUNT);
    }

    /**
     * In words, each with the operation; empty if the simulator did what the report says. A status that the simulator
     * does not reach ends the replay, because what follows cannot be compared.
     */
    List<String> differences() {
        for (JsonNode call : calls) {
            boolean whole = call.has("answer") || call.has("error");
            if (whole && TARGETS.containsKey(call.path("service").asText()) && !play(call)) {
                return differences;
            }
        }
        compareMembers();
        recordedStatuses.forEach((what, passed) -> {
            List<String> simulated = actualStatuses.getOrDefault(what, List.of());
            if (!simulated.equals(passed)) {
                differences.add(what + " passed through " + passed + ", in the simulator through " + simulated);
            }
        });
        return differences;
    }

    /** Whether what follows can be played too. */
    private boolean play(JsonNode call) {
        String operation = call.path("operation").asText();
        ObjectNode parameters = (ObjectNode) translated(call.path("parameters"));
        if (call.path("by").asText().equals("application")) {
            return created(call, operation, ask(call, completed(operation, parameters)));
        }
        Answer recorded = new Answer(
                call.path("error").path("status").asInt(200),
                call.has("error")
                        ? call.path("error")
                                .<ObjectNode>deepCopy()
                                .put("__type", call.path("error").path("code").asText())
                        : call.path("answer"));
        String what = operation + " " + call.path("parameters");
        note(recordedStatuses, what, recorded.status());
        Answer answer = awaited(call, parameters, what, recorded);
        if (!answer.status().equals(recorded.status())) {
            differences.add(
                    what + ": recorded '" + recorded.status() + "', the simulator stays '" + answer.status() + "'");
            return false;
        }
        if (answer.httpStatus() != recorded.httpStatus()) {
            differences.add(what + ": HTTP " + recorded.httpStatus() + ", the simulator " + answer.httpStatus());
        } else if (answer.httpStatus() == 200) {
            String seen = what + " " + recorded.status();
            recordedMembers
                    .computeIfAbsent(seen, key -> new ArrayList<>())
                    .add(members("", recorded.body(), new TreeSet<>()));
            simulatedMembers
                    .computeIfAbsent(seen, key -> new ArrayList<>())
                    .add(members("", answer.body(), new TreeSet<>()));
        }
        return true;
    }

    /**
     * The first answer with the recorded status and members: interfaces appear a moment after what they belong to. If
     * members stay away, the first with the status; if that does, the last before patience ends.
     */
    private Answer awaited(JsonNode call, ObjectNode parameters, String what, Answer recorded) {
        SortedSet<String> members = members("", recorded.body(), new TreeSet<>());
        List<Answer> answers = new ArrayList<>();
        List<Answer> inStatus = new ArrayList<>();
        try {
            Awaitility.await().atMost(patience).pollInterval(POLL).until(() -> {
                answers.add(ask(call, parameters));
                Answer answer = answers.getLast();
                if (!answer.status().equals(recorded.status())) {
                    note(actualStatuses, what, answer.status());
                    return !inStatus.isEmpty();
                }
                inStatus.add(answer);
                note(actualStatuses, what, answer.status());
                return answer.httpStatus() != 200
                        || inStatus.size() > MOMENT
                        || members("", answer.body(), new TreeSet<>()).containsAll(members);
            });
        } catch (ConditionTimeoutException e) {
            return answers.getLast();
        }
        return inStatus.isEmpty() ? answers.getLast() : inStatus.getLast();
    }

    private boolean created(JsonNode call, String operation, Answer answer) {
        if (answer.httpStatus() == 200) {
            learn(call.path("answer"), answer.body());
            return true;
        }
        differences.add(
                operation + " " + call.path("parameters") + " was made, the simulator refuses it: " + answer.body());
        return false;
    }

    /** What AWS does not show of the call that made a resource. */
    private ObjectNode completed(String operation, ObjectNode parameters) {
        if (operation.equals("CreateFileSystem")) {
            parameters.putArray("SecurityGroupIds").add(world.groupId());
        }
        if (operation.equals("CreateFileSystem") || operation.equals("CreateDataRepositoryAssociation")) {
            parameters.put("ClientRequestToken", operation + "-" + world.clusterName());
        }
        return parameters;
    }

    private Answer ask(JsonNode call, ObjectNode parameters) {
        HttpResponse<String> response = account.call(
                TARGETS.get(call.path("service").asText())
                        + call.path("operation").asText(),
                parameters.toString());
        return new Answer(
                response.statusCode(), LocalAccount.parsed(response.body().isEmpty() ? "{}" : response.body()));
    }

    private void here(String recorded, String here) {
        if (!recorded.isEmpty()) {
            actual.put(recorded, here);
        }
    }

    /**
     * Of the answers of one status: what each recorded one has, a simulated one must have; what none has, it must not.
     * Some members come and go while a status lasts.
     */
    private void compareMembers() {
        simulatedMembers.forEach((what, answers) -> {
            List<SortedSet<String>> recorded = recordedMembers.getOrDefault(what, List.of());
            SortedSet<String> always = new TreeSet<>(recorded.getFirst());
            recorded.forEach(always::retainAll);
            SortedSet<String> ever = new TreeSet<>();
            recorded.forEach(ever::addAll);
            answers.forEach(answer -> {
                SortedSet<String> missing = new TreeSet<>(always);
                missing.removeAll(answer);
                SortedSet<String> unknown = new TreeSet<>(answer);
                unknown.removeAll(ever);
                if (!missing.isEmpty() || !unknown.isEmpty()) {
                    differences.add(what + ": the simulator lacks " + missing + " and has besides " + unknown);
                }
            });
        });
    }

    /** Dotted names of all members; the elements of a list count together. */
    private static SortedSet<String> members(String path, JsonNode value, SortedSet<String> found) {
        if (value.isObject()) {
            value.properties().forEach(member -> {
                // boto3 writes out what the wire leaves away.
                if (!member.getValue().isNull()) {
                    found.add(path + member.getKey());
                    members(path + member.getKey() + ".", member.getValue(), found);
                }
            });
        }
        value.forEach(element -> {
            if (value.isArray()) {
                members(path, element, found);
            }
        });
        return found;
    }

    /** Which of the simulator's ids stands for which recorded one. */
    private void learn(JsonNode recorded, JsonNode answer) {
        recorded.properties().forEach(member -> {
            JsonNode value = answer.path(member.getKey());
            if (member.getValue().isTextual() && value.isTextual()) {
                actual.put(member.getValue().asText(), value.asText());
            } else {
                learn(member.getValue(), value);
            }
        });
    }

    /**
     * The same value with what stands here for what was recorded; longer texts first, because one may be a part of
     * another.
     */
    private JsonNode translated(JsonNode value) {
        return switch (value) {
            case TextNode text -> TextNode.valueOf(translated(text.asText()));
            case ObjectNode object -> {
                ObjectNode copy = object.objectNode();
                object.properties().forEach(member -> copy.set(member.getKey(), translated(member.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = array.arrayNode();
                // Several recorded subnets are one here, and a list names each once.
                Stream<JsonNode> elements =
                        array.valueStream().map(this::translated).distinct();
                elements.forEach(copy::add);
                yield copy;
            }
            default -> value;
        };
    }

    private String translated(String text) {
        return actual.entrySet().stream()
                .sorted((one, other) -> other.getKey().length() - one.getKey().length())
                .reduce(text, (so, pair) -> so.replace(pair.getKey(), pair.getValue()), (one, other) -> other);
    }

    private static void note(Map<String, List<String>> statuses, String what, String status) {
        List<String> passed = statuses.computeIfAbsent(what, key -> new ArrayList<>());
        if (passed.isEmpty() || !passed.getLast().equals(status)) {
            passed.add(status);
        }
    }

    /** Of the cluster, file system or link that an answer describes. */
    private static String status(JsonNode answer) {
        return answer.path("ClusterStatus")
                .asText(answer.at("/FileSystems/0/Lifecycle")
                        .asText(answer.at("/Associations/0/Lifecycle").asText()));
    }

    private static Stream<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText);
    }
}
