package hyperpod.rig.network.evidence;

import static java.util.Objects.requireNonNull;

import hyperpod.rig.egress.finding.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The newest verdict on the network of an execution's cluster, kept as {@code <execution name>/latest.json} in the
 * evidence bucket. It can be overwritten: it decides when the next audit is due and whether something is said a second
 * time, and nothing else. What a verdict is compared with is the {@link Baseline}.
 *
 * @param verdict the verdict on the way out
 * @param ingressVerdict the verdict on the way in; absent in what older versions wrote
 * @param policyHolds whether the policy accepted it
 * @param at when the network was read
 * @param evidence the report that it is from
 * @param reported what was last published; absent if there was nothing worse than the baseline
 * @param vpcIds the VPCs that were read, those behind transit gateways included
 */
public record KnownVerdict(
        Verdict verdict,
        Optional<Verdict> ingressVerdict,
        boolean policyHolds,
        Instant at,
        Optional<EvidenceLocation> evidence,
        Optional<Reported> reported,
        List<String> vpcIds) {

    public KnownVerdict {
        requireNonNull(verdict, "verdict");
        requireNonNull(at, "at");
        vpcIds = vpcIds == null ? List.of() : List.copyOf(vpcIds);
    }

    /**
     * A published event.
     *
     * @param at when it was published
     * @param sha256 digest of what it said is worse
     */
    public record Reported(Instant at, String sha256) {

        public Reported {
            requireNonNull(at, "at");
            requireNonNull(sha256, "sha256");
        }
    }
}
