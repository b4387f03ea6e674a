package hyperpod.rig.egress.report;

import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.SubnetResult;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.path.EgressPath;

/** An audit's result for a terminal. */
public final class TextReport {

    private TextReport() {}

    /** The report, each line ended. */
    public static String of(AuditResult result) {
        StringBuilder text = new StringBuilder();
        for (SubnetResult subnet : result.subnets()) {
            text.append("%-9s %s in %s, route table %s%n"
                    .formatted(
                            subnet.verdict(),
                            subnet.subnetId(),
                            subnet.vpcId(),
                            subnet.routeTableId().orElse("unknown")));
            for (EgressPath path : subnet.paths()) {
                text.append("    %-9s %-18s %s%s%n"
                        .formatted(
                                path.status(),
                                path.destination(),
                                String.join(" -> ", path.hops()),
                                path.blockedBy()
                                        .map(layer -> "  blocked by " + layer)
                                        .orElse("")));
            }
        }
        for (Finding finding : result.findings()) {
            text.append("%n%s %s %s%n    %s%n    Evidence: %s%n    Remedy: %s%n"
                    .formatted(
                            finding.control(),
                            finding.severity(),
                            finding.resourceId(),
                            finding.message(),
                            finding.evidence(),
                            finding.remediation()));
            finding.waivedBy()
                    .ifPresent(waiver -> text.append("    Waived by %s until %s%s%n"
                            .formatted(
                                    waiver.owner(),
                                    waiver.expires(),
                                    waiver.reason().map(reason -> ": " + reason).orElse(""))));
        }
        text.append("%n%s: the policy %s %s%n"
                .formatted(result.verdict(), result.policy().text(), result.policyHolds() ? "holds" : "does not hold"));
        return text.toString();
    }
}
