package hyperpod.rig.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The newest verdict on the network of a cluster that stands: when the next audit is due, and whether something is said
 * a second time.
 *
 * @param verdict the verdict on the way out
 * @param ingressVerdict the verdict on the way in
 * @param policyHolds whether the policy accepted them
 * @param at when the network was read
 * @param evidence where the report of it is, if it was stored
 * @param reported what was last published; absent if there was nothing worse than at the success
 * @param vpcIds the VPCs that were read, those behind transit gateways included
 */
public record DriftRecord(
        String verdict,
        String ingressVerdict,
        boolean policyHolds,
        Instant at,
        Optional<JsonNode> evidence,
        Optional<Reported> reported,
        List<String> vpcIds) {

    public DriftRecord {
        vpcIds = vpcIds == null ? List.of() : List.copyOf(vpcIds);
    }

    /**
     * A published event.
     *
     * @param at when it was published
     * @param sha256 digest of what it said is worse
     */
    public record Reported(Instant at, String sha256) {}
}
