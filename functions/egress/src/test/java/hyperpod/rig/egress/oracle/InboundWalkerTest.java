package hyperpod.rig.egress.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.egress.AuditRequest;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.EgressAudit;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.ingress.IngressKind;
import hyperpod.rig.egress.path.PathStatus;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The way in against a walker that shares no code with the analysis, on networks by the thousands. */
class InboundWalkerTest {

    private static final int NETWORKS = 2_000;

    @Test
    void whoeverGetsInIsFoundAndNobodyElse() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed + " (repeat with -Dseed=" + seed + ")");
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < NETWORKS; i++) {
            JsonNode network = InboundNetwork.of(seed + i);
            SnapshotReader reader = new SnapshotReader();
            reader.read(new ByteArrayInputStream(network.toString().getBytes(StandardCharsets.UTF_8)), "random");
            AuditResult result = EgressAudit.audit(
                    reader.snapshot(),
                    new AuditRequest(
                            List.of("subnet-0"),
                            List.of("sg-0"),
                            EgressPolicy.of(EgressPolicy.Mode.STRICT),
                            LocalDate.of(2026, 1, 1)));
            InboundWalker walker = new InboundWalker(network);
            String what = "network of seed " + (seed + i) + ": "
                    + result.subnets().getFirst().ingressPaths() + "\n" + network;
            compare(result, IngressKind.INTERNET_GATEWAY, walker.internetReachesNodes(), what, counts);
            compare(result, IngressKind.VPC_PEERING, walker.peerReachesNodes(), what, counts);
            compare(result, IngressKind.RELAY, walker.relaysReachNodes(), what, counts);
            assertThat(result.ingressVerdict() == Verdict.OPEN).as(what).isEqualTo(walker.internetReachesNodes());
        }
        // Networks that are all alike would prove nothing.
        assertThat(counts.values()).as(counts.toString()).hasSize(6).allMatch(count -> count > NETWORKS / 100);
    }

    private static void compare(
            AuditResult result, IngressKind kind, boolean walked, String what, Map<String, Integer> counts) {
        boolean found = result.subnets().getFirst().ingressPaths().stream()
                .anyMatch(path -> path.kind() == kind && path.status() == PathStatus.OPEN);
        assertThat(found).as(kind + " in " + what).isEqualTo(walked);
        if (walked) {
            assertThat(result.ingressVerdict()).as(what).isNotEqualTo(Verdict.LOCKED);
        }
        counts.merge(kind + " " + walked, 1, Integer::sum);
    }
}
