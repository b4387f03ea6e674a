package hyperpod.rig.sandbox.statemachines;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private final Agenda agenda = new Agenda(World.START);
    private final List<String> happened = new ArrayList<>();

    @Test
    void whatIsDueTogetherHappensInTheOrderOfItsEntry() {
        agenda.after(Duration.ofSeconds(2), () -> happened.add("c"));
        agenda.after(Duration.ofSeconds(1), () -> happened.add("a"));
        agenda.after(Duration.ofSeconds(1), () -> {
            happened.add("b");
            agenda.after(Duration.ZERO, () -> happened.add("b, later"));
        });
        agenda.runAll();
        assertThat(happened).containsExactly("a", "b", "b, later", "c");
        assertThat(agenda.instant()).isEqualTo(World.START.plusSeconds(2));
    }

    @Test
    void whatIsTakenBackDoesNotHappenAndTakesNoTime() {
        Agenda.Entry entry = agenda.after(Duration.ofDays(1), () -> happened.add("never"));
        agenda.after(Duration.ofSeconds(1), entry::cancel);
        agenda.runAll();
        assertThat(happened).isEmpty();
        assertThat(agenda.instant()).isEqualTo(World.START.plusSeconds(1));
        assertThat(agenda.runNext()).isFalse();
    }

    @Test
    void whatWasDueBeforeHappensNow() {
        agenda.runUntil(World.START.plusSeconds(10));
        agenda.at(World.START, () -> happened.add("at " + agenda.instant()));
        agenda.runUntil(World.START.plusSeconds(10));
        assertThat(happened).containsExactly("at 2026-11-25T00:00:10Z");
    }
}
