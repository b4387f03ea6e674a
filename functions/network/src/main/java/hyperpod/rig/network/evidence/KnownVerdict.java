package hyperpod.rig.network.evidence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.egress.finding.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * The newest verdict on the network of an execution's cluster, kept as {@code <execution name>/latest.json} in the
 * evidence bucket.
 *
 * @param verdict the verdict
 * @param policyHolds whether the policy accepted it
 * @param at when the network was read
 * @param evidence the report that it is from
 * @param egressPolicy the policy of the request as it was given, by which later audits judge too
 */
public record KnownVerdict(
        Verdict verdict,
        boolean policyHolds,
        Instant at,
        Optional<EvidenceLocation> evidence,
        Optional<ObjectNode> egressPolicy) {}
