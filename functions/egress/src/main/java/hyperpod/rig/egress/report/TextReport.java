package hyperpod.rig.egress.report;

import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.SubnetResult;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.path.EgressPath;

/** An audit's result for a terminal. */
public final class TextReport {

    private TextReport() {}

    /** The report, each line ended. */
    public static String of(AuditReport report) {
        AuditResult result = report.result();
        StringBuilder text = new StringBuilder();
        for (SubnetResult subnet : result.subnets()) {
            text.append("%-9s %s in %s, route table %s%n"
                    .formatted(
                            subnet.verdict(),
                            subnet.subnetId(),
                            subnet.vpcId(),
                            subnet.routeTableId().orElse("unknown")));
            for (EgressPath path : subnet.paths()) {
                text.append("    %-9s %-18s %s%s%s%n"
                        .formatted(
                                path.status(),
                                path.destination(),
                                String.join(" -> ", path.hops()),
                                path.blockedBy()
                                        .map(layer -> "  blocked by " + layer)
                                        .orElse(""),
                                path.acceptedBy().isEmpty() ? "" : "  accepted"));
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
            text.append("    Subnets: %s%n".formatted(String.join(", ", finding.subnetIds())));
            finding.acceptedBy()
                    .forEach(acceptance -> text.append("    Accepted by %s%n".formatted(acceptance.text())));
        }
        text.append("%nPolicy:%n".formatted());
        result.effectivePolicy()
                .settings()
                .forEach((field, setting) ->
                        text.append("    %s: %s (%s)%n".formatted(field, setting.text(), setting.origin())));
        text.append("%n%s: the policy %s %s%n"
                .formatted(result.verdict(), result.policy().text(), result.policyHolds() ? "holds" : "does not hold"));
        return text.toString();
    }
}
