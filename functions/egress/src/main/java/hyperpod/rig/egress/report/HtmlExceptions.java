package hyperpod.rig.egress.report;

import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.finding.Acceptance;
import hyperpod.rig.egress.finding.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** What the policy accepts, in the open beside the verdict. */
final class HtmlExceptions {

    private HtmlExceptions() {}

    /** How many findings the policy accepts. */
    static long count(AuditResult result) {
        return accepted(result).size();
    }

    private static List<Finding> accepted(AuditResult result) {
        return result.findings().stream()
                .filter(finding -> !finding.acceptedBy().isEmpty())
                .toList();
    }

    static String of(AuditResult result) {
        List<Finding> accepted = accepted(result);
        if (accepted.isEmpty()) {
            return "";
        }
        return accepted.stream()
                .map(HtmlExceptions::item)
                .collect(Collectors.joining(
                        "\n",
                        "<section id=\"accepted\">\n<h2>Accepted by the policy</h2>\n<ul class=\"exceptions\">\n",
                        "\n</ul>\n</section>\n"));
    }

    private static String item(Finding finding) {
        return "<li class=\"%s\"><span class=\"pill\">%s</span> <a href=\"#%s\">%s</a>: %s <span class=\"by\">%s</span></li>"
                .formatted(
                        HtmlReport.css(finding.verdict()),
                        finding.verdict(),
                        finding.control(),
                        finding.control() + " " + Html.escaped(finding.resourceId()),
                        Html.escaped(finding.message()),
                        Html.escaped(by(finding)));
    }

    /** By what and by whom a finding is accepted. */
    static String by(Finding finding) {
        return finding.acceptedBy().stream()
                .map(Acceptance::text)
                .collect(Collectors.joining("; and by ", "accepted by ", ""));
    }
}
