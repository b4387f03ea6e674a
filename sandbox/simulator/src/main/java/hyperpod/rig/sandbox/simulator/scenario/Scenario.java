package hyperpod.rig.sandbox.simulator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the control planes behave towards some subnets: the {@code controlPlane} part of a scenario file.
 *
 * @param cluster what happens to clusters
 * @param fileSystem what happens to file systems
 * @param throttle how many calls of an operation are refused with {@code ThrottlingException}
 * @param faults what goes wrong with the first, second, ... call of an operation
 */
public record Scenario(
        ClusterBehaviour cluster,
        FileSystemBehaviour fileSystem,
        Map<String, Integer> throttle,
        Map<String, List<Fault>> faults) {

    /** AWS's usual words for missing capacity. */
    static final String NO_CAPACITY =
            "We currently do not have sufficient capacity for the requested instance type(s). Please try again.";

    /**
     * What happens to clusters.
     *
     * @param createFails whether creation ends in Failed
     * @param failureMessage the message of that failure
     * @param stuckNodes how many nodes never leave Pending, so that creation ends by its time-out
     * @param deleteRefusedTimes how often a deletion is refused although the status would allow it
     * @param deleteRefused whether it always is
     * @param seconds durations that differ from the defaults, in real seconds
     */
    public record ClusterBehaviour(
            boolean createFails,
            String failureMessage,
            int stuckNodes,
            int deleteRefusedTimes,
            boolean deleteRefused,
            Map<String, Double> seconds) {}

    /**
     * What happens to file systems.
     *
     * @param createFails whether creation ends in FAILED
     * @param failureMessage the message of that failure
     * @param deleteRefusedTimes how often a deletion is refused
     * @param deleteRefused whether it always is
     * @param associationMisconfigured whether S3 links end in MISCONFIGURED
     * @param seconds durations that differ from the defaults, in real seconds
     */
    public record FileSystemBehaviour(
            boolean createFails,
            String failureMessage,
            int deleteRefusedTimes,
            boolean deleteRefused,
            boolean associationMisconfigured,
            Map<String, Double> seconds) {}

    /** The scenario of subnets that are bound to none: everything goes well. */
    public static final Scenario UNEVENTFUL = new Scenario(
            new ClusterBehaviour(false, NO_CAPACITY, 0, 0, false, Map.of()),
            new FileSystemBehaviour(false, "", 0, false, false, Map.of()),
            Map.of(),
            Map.of());

    /**
     * Reads the {@code controlPlane} part of a scenario file.
     *
     * @param operations the operations that the simulator serves
     * @param clusterDurations names of a cluster's durations
     * @param fileSystemDurations names of a file system's durations
     * @throws InvalidScenarioException if anything in it is unknown or of the wrong type
     */
    public static Scenario read(
            JsonNode document, Set<String> operations, Set<String> clusterDurations, Set<String> fileSystemDurations) {
        StrictObject root = new StrictObject(document, "");
        Scenario scenario = new Scenario(
                cluster(root.object("cluster"), clusterDurations),
                fileSystem(root.object("fileSystem"), fileSystemDurations),
                throttle(root.object("throttle"), operations),
                faults(root.object("faults"), operations));
        root.finish();
        return scenario;
    }

    private static ClusterBehaviour cluster(StrictObject object, Set<String> durations) {
        ClusterBehaviour behaviour = new ClusterBehaviour(
                fails(object, "InService", "Failed"),
                object.text("failureMessage", NO_CAPACITY),
                object.count("stuckNodes"),
                object.count("deleteRefusedTimes"),
                object.flag("deleteRefused"),
                object.seconds("seconds", durations));
        object.finish();
        return behaviour;
    }

    private static FileSystemBehaviour fileSystem(StrictObject object, Set<String> durations) {
        String message = object.text(
                "failureMessage", "Amazon FSx was unable to create the file system. Delete it and try again.");
        if (message.isEmpty() || message.length() > 256) {
            throw new InvalidScenarioException(
                    object.at("failureMessage") + " must have 1 to 256 characters, as FSx's messages do");
        }
        FileSystemBehaviour behaviour = new FileSystemBehaviour(
                fails(object, "AVAILABLE", "FAILED"),
                message,
                object.count("deleteRefusedTimes"),
                object.flag("deleteRefused"),
                object.flag("associationMisconfigured"),
                object.seconds("seconds", durations));
        object.finish();
        return behaviour;
    }

    private static boolean fails(StrictObject object, String good, String bad) {
        String outcome = object.text("createOutcome", good);
        if (!outcome.equals(good) && !outcome.equals(bad)) {
            throw new InvalidScenarioException(object.at("createOutcome") + " must be " + good + " or " + bad);
        }
        return outcome.equals(bad);
    }

    private static Map<String, Integer> throttle(StrictObject object, Set<String> operations) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String operation : object.keys()) {
            requireOperation(object.at(operation), operation, operations);
            counts.put(operation, object.count(operation));
        }
        return counts;
    }

    private static Map<String, List<Fault>> faults(StrictObject object, Set<String> operations) {
        Map<String, List<Fault>> faults = new LinkedHashMap<>();
        for (String operation : object.keys()) {
            requireOperation(object.at(operation), operation, operations);
            List<Fault> ofOperation = new ArrayList<>();
            object.list(operation).forEach(fault -> ofOperation.add(fault(fault, object.at(operation))));
            faults.put(operation, List.copyOf(ofOperation));
        }
        return faults;
    }

    private static Fault fault(JsonNode fault, String path) {
        if (fault.isInt() && (fault.intValue() == 500 || fault.intValue() == 503)) {
            return new Fault.Status(fault.intValue());
        }
        if (fault.isTextual() && fault.textValue().equals("lostResponse")) {
            return new Fault.LostResponse();
        }
        if (fault.isTextual() && fault.textValue().equals("none")) {
            return new Fault.None();
        }
        if (fault.isTextual() && fault.textValue().matches("[A-Z][A-Za-z]+")) {
            return new Fault.Error(fault.textValue());
        }
        throw new InvalidScenarioException(
                path + " holds " + fault + "; known: 500, 503, \"lostResponse\", \"none\", or an error code such as"
                        + " \"AccessDeniedException\"");
    }

    private static void requireOperation(String path, String operation, Set<String> operations) {
        if (!operations.contains(operation)) {
            throw new InvalidScenarioException(path + " is unknown; known here: "
                    + String.join(", ", operations.stream().sorted().toList()));
        }
    }
}
