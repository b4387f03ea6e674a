package hyperpod.rig.egress.report;

import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.control.Severity;
import hyperpod.rig.egress.finding.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One card for each finding: what, where, the evidence, and what to do. */
final class HtmlFindings {

    private HtmlFindings() {}

    static String of(AuditResult result) {
        StringBuilder html = new StringBuilder("<section>\n<h2>Findings</h2>\n");
        if (result.findings().isEmpty()) {
            html.append("<p>None.</p>\n");
        }
        Map<Severity, List<Finding>> bySeverity =
                result.findings().stream().collect(Collectors.groupingBy(Finding::severity, Collectors.toList()));
        for (Severity severity : Severity.values()) {
            List<Finding> found = bySeverity.getOrDefault(severity, List.of());
            if (!found.isEmpty()) {
                html.append(
                        "<h3 class=\"severity\">%s <span>%d</span></h3>%n".formatted(words(severity), found.size()));
                found.forEach(finding -> card(html, finding));
            }
        }
        return html.append("</section>\n").toString();
    }

    private static String words(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "Critical";
            case HIGH -> "High";
            case MEDIUM -> "Medium";
            case LOW -> "Low";
            case INFO -> "For information";
        };
    }

    private static void card(StringBuilder html, Finding finding) {
        html.append("""
                <article class="finding %s">
                <h4><a href="#%s">%s %s</a> <code>%s</code></h4>
                <p>%s</p>
                <dl>
                """.formatted(
                        finding.severity().name().toLowerCase(Locale.ROOT),
                        finding.control(),
                        finding.control(),
                        Html.escaped(ControlGuide.title(finding.by())),
                        Html.escaped(finding.resourceId()),
                        Html.escaped(finding.message())));
        if (!finding.subnetIds().isEmpty()) {
            html.append("<dt>Subnets</dt><dd>%s</dd>%n".formatted(subnets(finding.subnetIds())));
        }
        html.append("<dt>Evidence</dt><dd>%s</dd>%n".formatted(Html.escaped(finding.evidence())));
        html.append("<dt>Remedy</dt><dd>%s%s</dd>%n"
                .formatted(Html.escaped(finding.remedy().prose()), commands(finding)));
        if (!finding.acceptedBy().isEmpty()) {
            html.append("<dt>Policy</dt><dd>%s</dd>%n".formatted(Html.escaped(HtmlExceptions.by(finding))));
        } else if (finding.refused()) {
            html.append("<dt>Policy</dt><dd>does not accept it</dd>\n");
        }
        html.append("</dl>\n</article>\n");
    }

    private static String subnets(List<String> ids) {
        String shown = Html.escaped(ReportWords.some(ids));
        return ids.size() <= ReportWords.NAMED
                ? shown
                : "<details><summary>%s</summary><p class=\"ids\">%s</p></details>"
                        .formatted(shown, Html.escaped(String.join(" ", ids)));
    }

    private static String commands(Finding finding) {
        return finding.commands().isEmpty()
                ? ""
                : "<pre><code>" + Html.escaped(String.join("\n", finding.commands())) + "</code></pre>";
    }
}
