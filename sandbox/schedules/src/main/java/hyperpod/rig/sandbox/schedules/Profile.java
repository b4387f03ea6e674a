package hyperpod.rig.sandbox.schedules;

import hyperpod.rig.sandbox.schedules.disturbance.Place;
import java.util.List;
import java.util.Set;

/**
 * Where a schedule can disturb: what runs without disturbances do, sorted.
 *
 * @param places the calls of functions, the first few of each operation in each state
 * @param states of both state machines
 * @param tasks the states that are tasks
 * @param operations what functions call, such as {@code fsx:DeleteFileSystem}
 */
public record Profile(List<Place> places, List<String> states, List<String> tasks, List<String> operations) {

    private static final Set<String> OF_CLUSTERS =
            Set.of("sagemaker", "fsx", "dynamodb", "states", "tagging", "events", "iam", "s3");

    /** The places at which clusters, file systems, the ledger and executions are asked about or changed. */
    List<Place> telling() {
        return places.stream()
                .filter(place -> OF_CLUSTERS.contains(
                        place.operation().substring(0, place.operation().indexOf(':'))))
                .toList();
    }
}
