package hyperpod.rig.sandbox.schedules;

import hyperpod.rig.sandbox.schedules.disturbance.Action;
import hyperpod.rig.sandbox.schedules.disturbance.CallFault;
import hyperpod.rig.sandbox.schedules.disturbance.Disturbance;
import hyperpod.rig.sandbox.schedules.disturbance.Moment;
import hyperpod.rig.sandbox.schedules.disturbance.Place;
import hyperpod.rig.sandbox.schedules.disturbance.TaskFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * What happens in one world, made from a seed: two to five disturbances of one application that is asked for a cluster.
 *
 * @param seed of the schedule, and of all that is left to chance in its world
 */
public record Schedule(long seed, Ground ground, List<Disturbance> disturbances) {

    private static final List<String> ERRORS =
            List.of("Mine", "ProvisioningFailed", "RollbackIncomplete", "RollbackInterrupted", "States.Timeout", "");
    private static final List<Integer> AFTER = List.of(0, 0, 0, 1, 5, 40, 95, 300, 700, 1500, 4000);
    private static final List<Integer> LASTS = List.of(0, 0, 0, 0, 60, 600, 3600, 20_000);

    /** The schedule of a seed: always the same for the same profile. */
    public static Schedule of(long seed, Profile profile) {
        SplittableRandom chance = new SplittableRandom(seed);
        Ground ground = Ground.of(chance);
        List<Disturbance> disturbances = new ArrayList<>();
        int count = 2 + chance.nextInt(4);
        for (int i = 0; i < count; i++) {
            disturbances.add(disturbance(chance, profile));
        }
        return new Schedule(seed, ground, List.copyOf(disturbances));
    }

    private static Disturbance disturbance(RandomGenerator chance, Profile profile) {
        int kind = chance.nextInt(100);
        if (kind < 32) {
            return new Disturbance.OfCall(
                    place(chance, profile), one(chance, List.of(CallFault.values())), seconds(chance, LASTS));
        }
        if (kind < 44) {
            return new Disturbance.OfTask(
                    one(chance, profile.tasks()),
                    1 + chance.nextInt(2),
                    one(chance, List.of(TaskFault.values())),
                    chance.nextInt(3) == 0 ? 30 : 1);
        }
        if (kind < 86) {
            return new Disturbance.Done(moment(chance, profile), action(chance, profile));
        }
        if (kind < 91) {
            return new Disturbance.Lagging(chance.nextInt(45), chance.nextInt(45), chance.nextInt(45));
        }
        if (kind < 93) {
            return new Disturbance.DescribedLate(Duration.ofSeconds(1 + chance.nextInt(40)));
        }
        if (kind < 97) {
            return new Disturbance.Delivered(
                    one(chance, List.of(Disturbance.Delivery.values())),
                    Duration.ofSeconds(one(chance, List.of(5, 60, 900, 8000, 80_000))));
        }
        return new Disturbance.NameAgain(Duration.ofDays(chance.nextBoolean() ? 91 : 1));
    }

    /** Half of them where more can go wrong than a look at the network. */
    private static Place place(RandomGenerator chance, Profile profile) {
        return one(chance, chance.nextBoolean() ? profile.places() : profile.telling());
    }

    private static Moment moment(RandomGenerator chance, Profile profile) {
        int kind = chance.nextInt(100);
        if (kind < 55) {
            return new Moment.AfterState(one(chance, profile.states()), seconds(chance, AFTER));
        }
        if (kind < 85) {
            return new Moment.InCall(place(chance, profile), chance.nextBoolean());
        }
        return new Moment.AfterRest(seconds(chance, AFTER));
    }

    private static Action action(RandomGenerator chance, Profile profile) {
        return switch (chance.nextInt(23)) {
            case 0, 1, 2 ->
                new Action.Stop(
                        one(chance, ERRORS),
                        chance.nextInt(3) > 0 ? Optional.of(seconds(chance, AFTER)) : Optional.empty());
            case 3, 4 -> new Action.StopRollback(one(chance, ERRORS));
            case 5, 6 -> new Action.Redrive();
            case 7 -> new Action.RedriveRollback();
            case 8, 9 -> new Action.RollBack(false);
            case 10 -> new Action.RollBack(true);
            case 11 -> new Action.Delete(chance.nextBoolean());
            case 12 -> new Action.Repeat();
            case 13 -> new Action.Rival(chance.nextBoolean());
            case 14 -> new Action.Another();
            case 15 -> new Action.StrangersCluster();
            case 16 -> new Action.LookAlikes();
            case 17 -> new Action.RemoveTags();
            case 18 -> new Action.DeleteByHand();
            case 19 -> new Action.DeleteLink();
            case 20 -> new Action.RollBackMistyped();
            case 21 ->
                new Action.Deny(
                        one(chance, profile.operations()), Duration.ofSeconds(one(chance, List.of(60, 900, 30_000))));
            default ->
                chance.nextBoolean()
                        ? new Action.WeakenRole(Duration.ofSeconds(one(chance, List.of(600, 7000, 40_000))))
                        : new Action.Deploy();
        };
    }

    private static Duration seconds(RandomGenerator chance, List<Integer> choices) {
        return Duration.ofSeconds(one(chance, choices));
    }

    private static <T> T one(RandomGenerator chance, List<T> all) {
        return all.get(chance.nextInt(all.size()));
    }

    /** The same without one disturbance. */
    Schedule without(int index) {
        List<Disturbance> others = new ArrayList<>(disturbances);
        others.remove(index);
        return new Schedule(seed, ground, List.copyOf(others));
    }

    /** The disturbances of a kind. */
    public <D extends Disturbance> Stream<D> all(Class<D> kind) {
        return disturbances.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** Whether a task of this state goes wrong. */
    public boolean disturbs(String state) {
        return all(Disturbance.OfTask.class).anyMatch(fault -> fault.state().equals(state));
    }

    /** By how much DescribeExecution is late. */
    public Duration describedLateBy() {
        return all(Disturbance.DescribedLate.class)
                .map(Disturbance.DescribedLate::by)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** In sentences. */
    public List<String> words() {
        return Stream.concat(Stream.of(ground.words()), disturbances.stream().map(Disturbance::words))
                .toList();
    }
}
