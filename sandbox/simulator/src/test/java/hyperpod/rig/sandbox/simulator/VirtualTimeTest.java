package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

    private final VirtualAccount account = new VirtualAccount(1);

    @Test
    void aClusterComesAndGoesWhenItsTimeHasCome() {
        account.createCluster("nova");
        assertThat(account.status("nova")).isEqualTo("Creating");
        Instant end = VirtualAccount.START.plus(Duration.ofHours(3));
        while (account.simulator().nextDue().filter(end::isAfter).isPresent()) {
            account.becomes(account.simulator().nextDue().orElseThrow());
        }
        assertThat(account.status("nova")).isEqualTo("InService");
        assertThat(account.interfaces()).hasSize(2);
        assertThat(account.call("sagemaker", "ListClusterNodes", "{'ClusterName': 'nova'}")
                        .at("/ClusterNodeSummaries/0/LaunchTime")
                        .asDouble())
                .isBetween((double) VirtualAccount.START.getEpochSecond(), (double)
                        account.now().getEpochSecond());
        account.call("sagemaker", "DeleteCluster", "{'ClusterName': 'nova'}");
        account.passes(Duration.ofHours(3));
        assertThat(account.status("nova")).isEqualTo("ResourceNotFound");
        assertThat(account.interfaces()).isEmpty();
        assertThat(account.events()).startsWith("Creating", "InService", "Deleting");
    }

    @Test
    void aLateLookSeesWhatAPunctualOneWouldHaveSeen() {
        assertThat(history(1, Duration.ofHours(3))).isEqualTo(history(1, Duration.ofSeconds(10)));
    }

    @Test
    void theSameChanceGivesTheSameHistory() {
        assertThat(history(7, Duration.ofMinutes(5)))
                .isEqualTo(history(7, Duration.ofMinutes(5)))
                .isNotEqualTo(history(8, Duration.ofMinutes(5)));
    }

    /** What is there three hours after a cluster was asked for, looked at this often. */
    private static String history(int seed, Duration step) {
        VirtualAccount account = new VirtualAccount(seed);
        account.createCluster("nova");
        while (account.now().isBefore(VirtualAccount.START.plus(Duration.ofHours(3)))) {
            account.passes(step);
            account.simulator().tick();
        }
        return account.simulator().state().toString();
    }

    @Test
    void nobodyStartsAThread() {
        account.createCluster("nova");
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        account.passes(Duration.ofHours(3));
        account.simulator().tick();
        assertThat(before).containsAll(Thread.getAllStackTraces().keySet());
        assertThat(account.interfaces()).hasSize(2);
    }

    @Test
    void aScenarioHoldsInItsSubnets() {
        account.simulator()
                .bind(Set.of(VirtualAccount.SUBNET), LocalAccount.json("{'cluster': {'createOutcome': 'Failed'}}"));
        account.createCluster("nova");
        account.passes(Duration.ofHours(5));
        assertThat(account.status("nova")).isEqualTo("Failed");
    }
}
