package hyperpod.rig.network;

import hyperpod.rig.core.RequestedEgressPolicy;
import hyperpod.rig.egress.finding.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * The newest verdict on the network of an execution's cluster, kept as {@code <execution name>/latest.json} in the evidence bucket.
 *
 * @param verdict the verdict
 * @param policyHolds whether the policy accepted it
 * @param at when the network was read
 * @param evidence the report that it is from
 * @param egressPolicy the policy of the request, by which later audits judge too
 */
public record KnownVerdict(
        Verdict verdict, boolean policyHolds, Instant at, Optional<EvidenceLocation> evidence, RequestedEgressPolicy egressPolicy) {}
