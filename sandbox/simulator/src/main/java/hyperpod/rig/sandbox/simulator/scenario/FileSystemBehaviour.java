package hyperpod.rig.sandbox.simulator.scenario;

import java.util.Map;
import java.util.Set;

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
        Map<String, Double> seconds) {

    private static final int LONGEST_MESSAGE = 256;

    /** Everything goes well. */
    static final FileSystemBehaviour UNEVENTFUL = new FileSystemBehaviour(false, "", 0, false, false, Map.of());

    static FileSystemBehaviour read(StrictObject object, Set<String> durations) {
        String message = object.text(
                "failureMessage", "Amazon FSx was unable to create the file system. Delete it and try again.");
        if (message.isEmpty() || message.length() > LONGEST_MESSAGE) {
            throw new InvalidScenarioException(
                    object.at("failureMessage") + " must have 1 to 256 characters, as FSx's messages do");
        }
        FileSystemBehaviour behaviour = new FileSystemBehaviour(
                object.oneOf("createOutcome", "AVAILABLE", new String[] {"AVAILABLE", "FAILED"}, each -> each)
                        .equals("FAILED"),
                message,
                object.count("deleteRefusedTimes"),
                object.flag("deleteRefused"),
                object.flag("associationMisconfigured"),
                object.seconds("seconds", durations));
        object.finish();
        return behaviour;
    }
}
