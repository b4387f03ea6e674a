package hyperpod.rig.drift;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.ledger.LedgerEntry;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an audit compares a cluster with: the ledger's record of its execution's success, which nobody writes a second
 * time.
 *
 * @param request what the execution was asked for
 * @param verdict the verdict on the way out when it succeeded; empty if it is none that is known here
 * @param ingressVerdict the same on the way in
 * @param policyHolds whether the policy accepted them
 */
record Beginning(
        ProvisionRequest request, Optional<Verdict> verdict, Optional<Verdict> ingressVerdict, boolean policyHolds) {

    /** That of an execution that succeeded. */
    static Beginning of(LedgerEntry entry) {
        JsonNode egress = entry.success().orElseThrow().egress();
        return new Beginning(
                entry.provisionRequest(),
                verdict(egress.path("verdict")),
                verdict(egress.path("ingressVerdict")),
                egress.path("policyHolds").asBoolean(true));
    }

    private static Optional<Verdict> verdict(JsonNode value) {
        return Stream.of(Verdict.values())
                .filter(verdict -> verdict.name().equals(value.asText()))
                .findFirst();
    }
}
