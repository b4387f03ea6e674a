package hyperpod.rig.sandbox.schedules;

import hyperpod.rig.sandbox.schedules.disturbance.Place;
import java.util.List;

/**
 * Where a schedule can disturb: what runs without disturbances do, sorted.
 *
 * @param places the calls of functions, the first few of each operation in each state
 * @param states of both state machines
 * @param tasks the states that are tasks
 * @param operations what functions call, such as {@code fsx:DeleteFileSystem}
 */
public record Profile(List<Place> places, List<String> states, List<String> tasks, List<String> operations) {}
