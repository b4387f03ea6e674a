package hyperpod.rig.egress.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hyperpod.rig.egress.AuditRequest;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.EgressAudit;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The world {@code fortress} has all that a network for a restricted instance group has, and is LOCKED both ways. Each
 * of some 200 single changes that open it, or leave open whether they do, must be noticed; some 50 changes that open
 * nothing must not.
 */
class MutationTest {

    private static final JsonNode FORTRESS = read();
    private static final List<Change> OUTWARD = Stream.of(
                    RouteOpenings.all(),
                    LaterRouteOpenings.all(),
                    RelayOpenings.all(),
                    GroupOpenings.all(),
                    PolicyOpenings.all(),
                    EndpointOpenings.all(),
                    ServiceOpenings.all(),
                    MissingOpenings.all())
            .flatMap(List::stream)
            .toList();
    private static final List<Change> INWARD = InwardOpenings.all();
    private static final List<Change> HARMLESS = HarmlessChanges.all();

    @Test
    void everyOpeningIsNoticedAndNothingElse() {
        List<Change> overlooked = Stream.concat(
                        OUTWARD.stream().filter(change -> audited(change).verdict() == Verdict.LOCKED),
                        INWARD.stream().filter(change -> audited(change).ingressVerdict() == Verdict.LOCKED))
                .toList();
        Predicate<Change> alarm = change -> {
            AuditResult result = audited(change);
            return result.verdict() != Verdict.LOCKED || result.ingressVerdict() != Verdict.LOCKED;
        };
        List<Change> falseAlarms = HARMLESS.stream().filter(alarm).toList();
        int openings = OUTWARD.size() + INWARD.size();
        System.out.printf(
                "%d of %d openings noticed, %d of %d harmless changes false%n",
                openings - overlooked.size(), openings, falseAlarms.size(), HARMLESS.size());
        assertThat(overlooked).isEmpty();
        assertThat(falseAlarms).isEmpty();
    }

    @Test
    void thereAreManyChangesAndEachIsAnother() {
        List<Change> all =
                Stream.of(OUTWARD, INWARD, HARMLESS).flatMap(List::stream).toList();
        assertThat(OUTWARD.size() + INWARD.size()).isGreaterThanOrEqualTo(200);
        assertThat(HARMLESS).hasSizeGreaterThanOrEqualTo(50);
        assertThat(all.stream().map(Change::what)).doesNotHaveDuplicates();
    }

    private static AuditResult audited(Change change) {
        ChangedNetwork network = new ChangedNetwork(FORTRESS);
        change.done().accept(network);
        return EgressAudit.audit(
                network.snapshot(),
                new AuditRequest(
                        List.of("subnet-1", "subnet-2"),
                        List.of("sg-nodes"),
                        EgressPolicy.of(EgressPolicy.Mode.STRICT),
                        LocalDate.of(2026, 11, 23)));
    }

    private static JsonNode read() {
        try {
            return JsonMapper.builder()
                    .build()
                    .readTree(Path.of("src/test/resources/worlds/fortress/network.json")
                            .toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
