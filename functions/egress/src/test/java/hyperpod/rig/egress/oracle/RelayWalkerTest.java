package hyperpod.rig.egress.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.egress.AuditRequest;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.EgressAudit;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.path.PathStatus;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The analysis of relays against a walker that shares no code with it, on networks by the thousands. */
class RelayWalkerTest {

    private static final int NETWORKS = 2_000;

    @Test
    void anInterfaceIsARelayIfPacketsGetThereAndOnFromIt() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed + " (repeat with -Dseed=" + seed + ")");
        int withRelay = 0;
        int without = 0;
        for (int i = 0; i < NETWORKS; i++) {
            JsonNode network = RandomRelays.of(seed + i);
            Optional<String> group = i % 4 == 0 ? Optional.empty() : Optional.of("sg-0");
            AuditResult result = audit(network, group);
            RelayWalker.Found walked =
                    new RelayWalker(network).find("subnet-00", group, PacketWalkerTest.packets(network));
            List<Finding> named = result.findings().stream()
                    .filter(finding -> finding.control().equals("EGR-203")
                            && finding.resourceId().startsWith("eni-"))
                    .toList();
            String what = "network of seed " + (seed + i) + ": " + result.subnets() + "\n" + network;
            assertThat(walked.reached()).as("reached in " + what).containsAll(ids(named.stream()));
            // A way that is not proven is said to be so at the end of the words; a walker's packet may be dropped on
            // it.
            assertThat(walked.relays())
                    .as("relays of " + what)
                    .containsAll(ids(
                            named.stream().filter(finding -> !finding.message().endsWith(")"))));
            if (!walked.relays().isEmpty()) {
                assertThat(result.verdict()).as(what).isGreaterThanOrEqualTo(Verdict.UNPROVEN);
            }
            // A relay that leaves by the very way that the subnet has itself is no news.
            boolean ownWay = result.subnets().getFirst().paths().stream()
                    .anyMatch(path -> path.status() != PathStatus.BLOCKED
                            && !path.hops().get(2).startsWith("eni-"));
            if (!ownWay) {
                assertThat(ids(named.stream())).as("relays of " + what).containsAll(walked.relays());
            }
            if (walked.relays().isEmpty()) {
                without++;
            } else {
                withRelay++;
            }
        }
        // Networks that are all alike would prove nothing.
        assertThat(List.of(withRelay, without)).allMatch(count -> count > NETWORKS / 10);
    }

    private static Set<String> ids(Stream<Finding> findings) {
        return findings.map(Finding::resourceId).collect(Collectors.toSet());
    }

    private static AuditResult audit(JsonNode network, Optional<String> group) {
        SnapshotReader reader = new SnapshotReader();
        reader.read(new ByteArrayInputStream(network.toString().getBytes(StandardCharsets.UTF_8)), "random");
        return EgressAudit.audit(
                reader.snapshot(),
                new AuditRequest(
                        List.of("subnet-00"),
                        group.stream().toList(),
                        EgressPolicy.of(EgressPolicy.Mode.STRICT),
                        LocalDate.of(2026, 1, 1)));
    }
}
