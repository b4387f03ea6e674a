package hyperpod.rig.egress.report;

import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.SubnetResult;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.ingress.IngressPath;
import hyperpod.rig.egress.path.EgressPath;
import java.util.List;
import java.util.stream.Collectors;

/** An audit's report for a terminal; the verdict comes last, where the eye is. */
public final class TextReport {

    private final AuditReport report;
    private final StringBuilder text = new StringBuilder();

    private TextReport(AuditReport report) {
        this.report = report;
    }

    /** The report, each line ended. */
    public static String of(AuditReport report) {
        TextReport written = new TextReport(report);
        written.context();
        written.subnets();
        written.barriers();
        written.findings();
        written.controls();
        written.policy();
        written.text.append(NotModelledSection.text());
        written.verdict();
        return written.text.toString();
    }

    private void line(String format, Object... values) {
        text.append(format.formatted(values)).append('\n');
    }

    private void context() {
        AuditContext context = report.context();
        line("Network audit of %s (%s)", context.at(), context.moment().text());
        context.accountId().ifPresent(id -> line("Account: %s", id));
        context.region().ifPresent(name -> line("Region: %s", name));
        context.clusterName().ifPresent(name -> line("Cluster: %s", name));
        context.executionName().ifPresent(name -> line("Execution: %s", name));
        List<String> groups = report.scope().networks().stream()
                .flatMap(audited -> audited.securityGroupIds().stream())
                .distinct()
                .toList();
        line("Security groups judged: %s", groups.isEmpty() ? "none was given" : String.join(", ", groups));
        report.snapshotSha256().ifPresent(digest -> line("SHA-256 of the snapshot: %s", digest));
        line("Analysis: %s", report.analysis().text());
    }

    private void subnets() {
        line("");
        for (SubnetResult subnet : report.result().subnets()) {
            line(
                    "%-9s %s in %s, route table %s; way in %s",
                    subnet.verdict(),
                    subnet.subnetId(),
                    subnet.vpcId(),
                    subnet.routeTableId().orElse("unknown"),
                    subnet.ingressVerdict());
            for (EgressPath path : subnet.paths()) {
                line(
                        "    %-9s %-18s %s%s%s",
                        path.status(),
                        path.destination(),
                        String.join(" -> ", path.hops()),
                        path.blockedBy()
                                .map(layer -> "  blocked by " + layer.text())
                                .orElse(""),
                        path.acceptedBy().stream()
                                .map(acceptance -> ", accepted by " + acceptance.text())
                                .collect(Collectors.joining()));
            }
            waysIn(subnet);
        }
    }

    private void waysIn(SubnetResult subnet) {
        for (IngressPath path : subnet.ingressPaths()) {
            line("    in: %s, %s", ReportWords.of(path), String.join(" -> ", path.hops()));
        }
    }

    private void barriers() {
        for (SubnetBarriers shared : report.barriers()) {
            line("%nWhat closes the ways out of %s:", ReportWords.some(shared.subnetIds()));
            shared.barriers()
                    .forEach(barrier -> line(
                            "    %s %s%s",
                            barrier.layer(),
                            barrier.resourceId().equals("none") ? "" : barrier.resourceId() + " ",
                            barrier.fact()));
        }
    }

    private void findings() {
        for (Finding finding : report.result().findings()) {
            line(
                    "%n%s %s %s: %s",
                    finding.control(), finding.severity(), finding.resourceId(), ControlGuide.title(finding.by()));
            line("    %s", finding.message());
            line("    Subnets: %s", String.join(", ", finding.subnetIds()));
            line("    Evidence: %s", finding.evidence());
            line("    Remedy: %s", finding.remedy().prose());
            finding.commands().forEach(command -> line("        %s", command));
            finding.acceptedBy().forEach(acceptance -> line("    Accepted by %s", acceptance.text()));
        }
    }

    private void controls() {
        line("%nControls:");
        report.controls()
                .forEach(control -> line(
                        "    %s %-10s %s%s",
                        control.control(),
                        ReportWords.of(control.outcome()),
                        control.title(),
                        control.why().isEmpty() ? "" : " (" + String.join("; ", control.why()) + ")"));
    }

    private void policy() {
        line("%nPolicy:");
        report.result()
                .effectivePolicy()
                .settings()
                .forEach((field, setting) ->
                        line("    %s: %s (%s)", field, setting.text(), ReportWords.of(setting.origin())));
    }

    private void verdict() {
        AuditResult result = report.result();
        long accepted = HtmlExceptions.count(result);
        line(
                "%nWay in %s: %s%nWay out %s: %s",
                result.ingressVerdict(),
                ReportWords.ingress(result.ingressVerdict()),
                result.verdict(),
                ReportWords.egress(result.verdict()));
        line(
                "%n%s: the policy %s %s%s",
                result.verdict(),
                result.policy().text(),
                result.policyHolds() ? "holds" : "does not hold",
                accepted == 0 ? "" : "; it accepts " + accepted + " of the findings, which stay findings");
    }
}
