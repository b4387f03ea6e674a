package hyperpod.rig.egress.report;

import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.AuditScope;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import java.util.List;
import java.util.Optional;

/**
 * All that a report says, whichever its format.
 *
 * @param context what the audit was of and when
 * @param analysis which analysis judged
 * @param scope the subnets and groups that were judged
 * @param snapshotSha256 the digest of the snapshot's documents, as {@code LC_ALL=C sha256sum * | sha256sum} prints it
 *     in their directory; absent if the network was read live and not kept
 * @param result what was found, and whether the policy holds
 * @param barriers what closes the ways of subnets that are locked
 * @param controls what each control came to
 */
public record AuditReport(
        AuditContext context,
        AnalysisVersion analysis,
        AuditScope scope,
        Optional<String> snapshotSha256,
        AuditResult result,
        List<SubnetBarriers> barriers,
        List<ControlOutcome> controls) {

    /** The report on what this analysis found. */
    public static AuditReport of(
            AuditContext context,
            AuditScope scope,
            Optional<String> snapshotSha256,
            NetworkSnapshot network,
            AuditResult result) {
        return new AuditReport(
                context,
                AnalysisVersion.CURRENT,
                scope,
                snapshotSha256,
                result,
                SubnetBarriers.of(network, scope, result),
                ControlOutcome.of(network, scope, result));
    }
}
