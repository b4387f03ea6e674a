package hyperpod.rig.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.ResourceType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the state machine reads of a look is a contract. */
class RemovalTest {

    private static final MeantResource CLUSTER =
            new MeantResource(ResourceType.CLUSTER, "nova", "arn:1", "InService", Optional.empty());
    private static final MeantResource FILE_SYSTEM =
            new MeantResource(ResourceType.FILE_SYSTEM, "fs-1", "arn:2", "AVAILABLE", Optional.empty());

    @Test
    void itIsWrittenAsTheStateMachineReadsIt() throws IOException {
        assertThat(written(Removal.gone())).isEqualTo(Json.MAPPER.readTree("{\"status\": \"GONE\", \"reasons\": {}}"));
        assertThat(written(Removal.of(Removal.Status.BLOCKED, CLUSTER, "the role is gone")))
                .isEqualTo(Json.MAPPER.readTree("""
                {"status": "BLOCKED", "reasons": {"arn:1": "the role is gone"}, "reason": "the role is gone"}"""));
    }

    @Test
    void ofSeveralTheWorstCountsAndEachKeepsItsReason() {
        Removal together = Removal.together(List.of(
                Removal.of(Removal.Status.DENIED, CLUSTER, "not allowed"),
                Removal.underWay(),
                Removal.of(Removal.Status.REFUSED, FILE_SYSTEM, "it is CREATING")));
        assertThat(together.status()).isEqualTo(Removal.Status.DENIED);
        assertThat(together.reasons()).containsEntry("arn:1", "not allowed").containsEntry("arn:2", "it is CREATING");
        assertThat(together.reason()).contains("it is CREATING; not allowed");
    }

    /** While one is being deleted, the doubt about another is no end. */
    @Test
    void aDoubtWaitsForWhatIsUnderWay() {
        assertThat(Removal.together(List.of(
                                Removal.of(Removal.Status.DOUBTFUL, CLUSTER, "its tags vanished"), Removal.underWay()))
                        .status())
                .isEqualTo(Removal.Status.UNDER_WAY);
    }

    private static JsonNode written(Removal removal) {
        return Json.MAPPER.valueToTree(removal);
    }
}
