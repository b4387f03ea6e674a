package hyperpod.rig.network;

import hyperpod.rig.core.AwsErrors;
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
 * Collects what calls return under the AWS CLI's top-level keys; a call that AWS refuses is recorded with the reason
 * and does not fail the whole.
 */
final class NetworkDocuments {

    private static final Set<String> REFUSED = Set.of("UnauthorizedOperation", "AccessDenied", "AccessDeniedException");

    private final Map<String, List<SdkPojo>> elements = new LinkedHashMap<>();
    private final Map<String, byte[]> documents = new LinkedHashMap<>();
    private final Map<String, String> refused = new LinkedHashMap<>();

    /** The outcome of one call: what it returned, or why it was refused. */
    private record Outcome(List<? extends SdkPojo> returned, String refusal) {}

    /**
     * Runs the calls side by side and keeps what they return.
     *
     * @param calls by top-level key
     * @return what each of them returned; nothing for one that was refused
     * @throws RuntimeException if one fails otherwise: a network half read proves nothing
     */
    Map<String, List<? extends SdkPojo>> read(Map<String, Supplier<List<? extends SdkPojo>>> calls) {
        Map<String, Supplier<Outcome>> outcomes = new LinkedHashMap<>();
        calls.forEach((key, call) -> outcomes.put(key, () -> outcome(key, call)));
        Map<String, List<? extends SdkPojo>> returned = new LinkedHashMap<>();
        SideBySide.call(outcomes).forEach((key, outcome) -> {
            returned.put(key, outcome.returned());
            if (outcome.refusal().isEmpty()) {
                elements.computeIfAbsent(key, k -> new ArrayList<>()).addAll(outcome.returned());
            } else {
                refused.put(key, outcome.refusal());
            }
        });
        return returned;
    }

    private static Outcome outcome(String key, Supplier<List<? extends SdkPojo>> call) {
        try {
            return new Outcome(call.get(), "");
        } catch (AwsServiceException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            return new Outcome(
                    List.of(),
                    key + ": " + e.awsErrorDetails().errorCode() + ", "
                            + e.awsErrorDetails().errorMessage());
        }
    }

    static boolean isRefusal(AwsServiceException e) {
        return REFUSED.contains(AwsErrors.code(e));
    }

    /** Keeps a document that stands for itself. */
    void put(String name, byte[] json) {
        documents.put(name, json);
    }

    /** Records that AWS refused to show a part. */
    void refuse(String missing, AwsServiceException e) {
        refused.put(
                missing,
                missing + ": " + e.awsErrorDetails().errorCode() + ", "
                        + e.awsErrorDetails().errorMessage());
    }

    CollectedNetwork collected() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        elements.forEach((key, list) -> all.put(key + ".json", AwsCliDocument.of(key, list)));
        all.putAll(documents);
        if (!refused.isEmpty()) {
            all.put(
                    SnapshotReader.REFUSED_CALLS + ".json",
                    AwsCliDocument.ofRefusals(SnapshotReader.REFUSED_CALLS, refused));
        }
        return new CollectedNetwork(all);
    }
}
