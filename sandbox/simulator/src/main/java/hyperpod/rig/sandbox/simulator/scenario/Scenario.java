package hyperpod.rig.sandbox.simulator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the control planes behave towards some subnets: the {@code controlPlane} part of a scenario file.
 *
 * @param cluster what happens to clusters
 * @param fileSystem what happens to file systems
 * @param throttle how many calls of an operation are refused with {@code ThrottlingException}
 * @param faults what goes wrong with the first, second, ... call of an operation
 * @param slow after how long the first, second, ... call of an operation is answered; in seconds of the caller's clock,
 *     which no time scale shortens
 * @param lag how late callers see changes; if absent it is as elsewhere
 */
public record Scenario(
        ClusterBehaviour cluster,
        FileSystemBehaviour fileSystem,
        Map<String, Integer> throttle,
        Map<String, List<Fault>> faults,
        Map<String, List<Duration>> slow,
        Optional<Lag> lag) {

    /** The scenario of subnets that are bound to none: everything goes well. */
    public static final Scenario UNEVENTFUL = new Scenario(
            ClusterBehaviour.UNEVENTFUL,
            FileSystemBehaviour.UNEVENTFUL,
            Map.of(),
            Map.of(),
            Map.of(),
            Optional.empty());

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
                ClusterBehaviour.read(root.object("cluster"), clusterDurations),
                FileSystemBehaviour.read(root.object("fileSystem"), fileSystemDurations),
                throttle(root.object("throttle"), operations),
                faults(root.object("faults"), operations),
                slow(root.object("slow"), operations),
                root.has("lag") ? Optional.of(Lag.read(root.object("lag"))) : Optional.empty());
        root.finish();
        return scenario;
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

    private static Map<String, List<Duration>> slow(StrictObject object, Set<String> operations) {
        Map<String, List<Duration>> slow = new LinkedHashMap<>();
        for (String operation : object.keys()) {
            requireOperation(object.at(operation), operation, operations);
            List<Duration> ofOperation = new ArrayList<>();
            for (JsonNode seconds : object.list(operation)) {
                if (!seconds.isNumber() || seconds.doubleValue() < 0) {
                    throw new InvalidScenarioException(object.at(operation) + " must hold seconds, 0 or more");
                }
                ofOperation.add(Duration.ofMillis(Math.round(seconds.doubleValue() * 1000)));
            }
            slow.put(operation, List.copyOf(ofOperation));
        }
        return slow;
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
        if (fault.isTextual() && fault.textValue().equals("roleNotAssumable")) {
            return new Fault.Error("ValidationException", "SageMaker cannot assume the execution role yet.");
        }
        if (fault.isTextual() && fault.textValue().matches("[A-Z][A-Za-z]+")) {
            return new Fault.Error(fault.textValue(), "Refused by the scenario.");
        }
        throw new InvalidScenarioException(path + " holds " + fault
                + "; known: 500, 503, \"lostResponse\", \"none\", \"roleNotAssumable\", or an error code such as"
                + " \"AccessDeniedException\"");
    }

    private static void requireOperation(String path, String operation, Set<String> operations) {
        if (!operations.contains(operation)) {
            throw new InvalidScenarioException(path + " is unknown; known here: "
                    + String.join(", ", operations.stream().sorted().toList()));
        }
    }
}
