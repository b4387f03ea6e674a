package hyperpod.rig.sandbox.schedules;

import hyperpod.rig.sandbox.schedules.disturbance.Disturbance;
import hyperpod.rig.sandbox.schedules.disturbance.Place;
import hyperpod.rig.sandbox.schedules.world.Application;
import hyperpod.rig.sandbox.schedules.world.Violation;
import hyperpod.rig.sandbox.schedules.world.World;
import hyperpod.rig.sandbox.statemachines.definition.Definition;
import hyperpod.rig.sandbox.statemachines.definition.State;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Plays schedules in worlds of their own, and makes one that fails as small as it can be. */
public final class Search {

    private final Application application;
    private final Profile profile;

    /**
     * What came of a schedule.
     *
     * @param schedule what was played
     * @param violations the promises that were broken, none if all is well
     * @param story what happened, a line each
     * @param digest of all that happened
     */
    public record Played(Schedule schedule, List<Violation> violations, List<String> story, String digest) {

        /** Whether a promise was broken. */
        public boolean failed() {
            return !violations.isEmpty();
        }
    }

    /** Plays what runs without disturbances first, which says where there is something to disturb. */
    public Search(Application application) {
        this.application = application;
        TreeSet<Place> places = new TreeSet<>();
        for (Ground.Outcome outcome : Ground.Outcome.values()) {
            World world = new World(
                    application, new Schedule(0, new Ground(outcome, Ground.Files.LINKED, true, true), List.of()));
            world.play();
            // It runs when all disturbances are over.
            world.places().stream()
                    .filter(place -> !place.state().equals("AuditDrift"))
                    .forEach(places::add);
        }
        List<String> states = new ArrayList<>();
        List<String> tasks = new ArrayList<>();
        for (Definition machine : List.of(application.provision(), application.rollback())) {
            states.addAll(machine.states().keySet());
            machine.statesOf(State.Task.class).forEach(task -> tasks.add(task.name()));
        }
        profile = new Profile(
                List.copyOf(places),
                states.stream().distinct().toList(),
                tasks.stream().distinct().toList(),
                places.stream().map(Place::operation).distinct().sorted().toList());
    }

    /** With a profile that is known. */
    public Search(Application application, Profile profile) {
        this.application = application;
        this.profile = profile;
    }

    /** Where there is something to disturb. */
    public Profile profile() {
        return profile;
    }

    /** Plays the schedule of a seed. */
    public Played play(long seed) {
        return play(Schedule.of(seed, profile));
    }

    /** Plays a schedule. */
    public Played play(Schedule schedule) {
        World world = new World(application, schedule);
        List<Violation> violations = List.copyOf(world.play());
        return new Played(
                schedule, violations, world.trace().story(), world.trace().digest());
    }

    /** The smallest schedule that still breaks a promise of the same kind: disturbances are left out one by one. */
    public Played reduced(Played failed) {
        Played smallest = failed;
        List<Disturbance> all = failed.schedule().disturbances();
        for (int i = all.size() - 1; i >= 0; i--) {
            Played smaller = play(smallest.schedule().without(i));
            boolean same = smaller.violations().stream()
                    .map(Violation::kind)
                    .anyMatch(failed.violations().getFirst().kind()::equals);
            if (same) {
                smallest = smaller;
            }
        }
        return smallest;
    }
}
