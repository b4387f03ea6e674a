package hyperpod.rig.sandbox.statemachines;

import java.util.Set;

/**
 * What a run of the engine depends on besides the definitions and the tasks.
 *
 * @param region such as us-east-1
 * @param account 12 digits
 * @param seed of all that is left to chance: jitter, names, {@code $random}, {@code $uuid}
 * @param yes the questions that this run answers with yes
 */
public record Settings(String region, String account, long seed, Set<OpenQuestion> yes) {

    public static Settings withSeed(long seed) {
        return new Settings(
                "us-east-1",
                "111122223333",
                seed,
                Set.of(OpenQuestion.STATUS_CHANGE_HAS_ERROR_AND_CAUSE, OpenQuestion.NESTED_EXECUTION_IS_STOPPED));
    }

    public Settings answering(Set<OpenQuestion> withYes) {
        return new Settings(region, account, seed, Set.copyOf(withYes));
    }
}
