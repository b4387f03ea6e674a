package hyperpod.rig.network.evidence;

import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.egress.finding.Verdict;

/**
 * What a cluster was when its execution succeeded: what later audits compare with. Step Functions keeps the same in the
 * execution for 90 days; it is kept as {@code <execution name>/after-creation/baseline.json} in the evidence bucket for
 * later, of which the first version counts that is not older than the cluster.
 *
 * @param executionArn the execution that created the cluster
 * @param clusterArn the cluster
 * @param verdict the verdict on the way out
 * @param ingressVerdict the verdict on the way in
 * @param policyHolds whether the policy accepted them
 * @param request what was asked for
 */
public record Baseline(
        String executionArn,
        String clusterArn,
        Verdict verdict,
        Verdict ingressVerdict,
        boolean policyHolds,
        ProvisionRequest request) {}
