package hyperpod.rig.network;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.SideBySide;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Collects what calls return under the AWS CLI's top-level keys; a call that AWS refuses, or does not offer, is
 * recorded with the reason and does not fail the whole.
 */
final class NetworkDocuments {

    /**
     * The caller may not, or the account or Region does not have the call.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html">Error codes for the
     *     Amazon EC2 API</a>
     */
    private static final Set<String> REFUSED = Set.of(
            "UnauthorizedOperation",
            "AccessDenied",
            "AccessDeniedException",
            "InvalidAction",
            "UnsupportedOperation",
            "OptInRequired",
            "UnknownOperationException");

    private final Map<String, List<SdkPojo>> elements = new LinkedHashMap<>();
    private final Map<String, byte[]> documents = new LinkedHashMap<>();
    private final Map<String, String> refused = new LinkedHashMap<>();

    /** How one call ended. */
    private sealed interface Outcome<T> {
        record Answered<T>(T answer) implements Outcome<T> {}

        record Refused<T>(String reason) implements Outcome<T> {}
    }

    /**
     * Runs the calls side by side and keeps what they return.
     *
     * @param calls by top-level key
     * @return what each of them returned; nothing for one that was refused
     * @throws RuntimeException if one fails otherwise: a network half read proves nothing
     */
    Map<String, List<? extends SdkPojo>> read(Map<String, Supplier<List<? extends SdkPojo>>> calls) {
        Map<String, List<? extends SdkPojo>> answers = answers(calls);
        answers.forEach((key, returned) ->
                elements.computeIfAbsent(key, k -> new ArrayList<>()).addAll(returned));
        calls.keySet().forEach(key -> answers.putIfAbsent(key, List.of()));
        return answers;
    }

    /** Whether the list of this key was read, even an empty one. */
    boolean holds(String key) {
        return elements.containsKey(key);
    }

    /** What was read under this key. */
    <T extends SdkPojo> List<T> elements(String key, Class<T> type) {
        return elements.getOrDefault(key, List.of()).stream().map(type::cast).toList();
    }

    /**
     * Runs the calls side by side, and keeps of those that AWS refuses the reason.
     *
     * @param calls by what is missing from the network if AWS refuses
     * @return the others' answers, in the calls' order
     * @throws RuntimeException if one fails otherwise
     */
    <T> Map<String, T> answers(Map<String, Supplier<T>> calls) {
        Map<String, Supplier<Outcome<T>>> outcomes = new LinkedHashMap<>();
        calls.forEach((missing, call) -> outcomes.put(missing, () -> outcome(call)));
        Map<String, T> answers = new LinkedHashMap<>();
        SideBySide.call(outcomes).forEach((missing, outcome) -> {
            switch (outcome) {
                case Outcome.Answered<T>(T answer) -> answers.put(missing, answer);
                case Outcome.Refused<T>(String reason) -> refused.put(missing, missing + ": " + reason);
            }
        });
        return answers;
    }

    private static <T> Outcome<T> outcome(Supplier<T> call) {
        try {
            return new Outcome.Answered<>(call.get());
        } catch (NotInRegionException e) {
            return new Outcome.Refused<>(e.getMessage());
        } catch (AwsServiceException e) {
            if (!REFUSED.contains(AwsErrors.code(e))) {
                throw e;
            }
            return new Outcome.Refused<>(
                    AwsErrors.code(e) + ", " + e.awsErrorDetails().errorMessage());
        }
    }

    /** Keeps a document that stands for itself. */
    void put(String name, byte[] json) {
        documents.put(name, json);
    }

    /** What decides in the documents, to be compared with what another reading found. */
    Map<String, JsonNode> decisive() {
        return DecisiveContent.of(all());
    }

    CollectedNetwork collected(ReadingTimes times) {
        Map<String, byte[]> all = all();
        all.put(ReadingTimes.KEY + ".json", times.document());
        return new CollectedNetwork(all);
    }

    private Map<String, byte[]> all() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        elements.forEach((key, list) -> all.put(key + ".json", AwsCliDocument.of(key, list)));
        all.putAll(documents);
        if (!refused.isEmpty()) {
            all.put(
                    SnapshotReader.REFUSED_CALLS + ".json",
                    AwsCliDocument.ofRefusals(SnapshotReader.REFUSED_CALLS, refused));
        }
        return all;
    }
}
