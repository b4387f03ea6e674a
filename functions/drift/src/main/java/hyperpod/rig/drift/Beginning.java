package hyperpod.rig.drift;

import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.egress.finding.Verdict;
import java.util.Optional;

/**
 * What an audit compares a cluster with.
 *
 * @param request what its execution was asked for; empty if nobody knows that any more
 * @param verdict the verdict on the way out when the execution succeeded; empty if it did not, or nobody knows
 * @param ingressVerdict the same on the way in
 * @param policyHolds whether the policy accepted them; true as long as nothing else is known
 * @param doubt why the execution is not the one that created the cluster, in a sentence; empty if it is
 */
record Beginning(
        Optional<ProvisionRequest> request,
        Optional<Verdict> verdict,
        Optional<Verdict> ingressVerdict,
        boolean policyHolds,
        Optional<String> doubt) {

    /** Nobody knows. What was never audited counts as LOCKED, so that a bad first verdict is reported. */
    static Beginning unknown() {
        return new Beginning(Optional.empty(), Optional.empty(), Optional.empty(), true, Optional.empty());
    }

    /** The execution that the cluster's tag names is not its own. */
    static Beginning doubted(String doubt) {
        return new Beginning(Optional.empty(), Optional.empty(), Optional.empty(), true, Optional.of(doubt));
    }
}
