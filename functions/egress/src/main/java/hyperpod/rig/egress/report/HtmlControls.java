package hyperpod.rig.egress.report;

import java.util.stream.Collectors;

/** What each control came to, with what the documentation says of it. */
final class HtmlControls {

    private HtmlControls() {}

    static String of(AuditReport report) {
        return report.controls().stream()
                .map(HtmlControls::row)
                .collect(Collectors.joining(
                        "\n", "<section>\n<h2>Controls</h2>\n<div class=\"controls\">\n", "\n</div>\n</section>\n"));
    }

    private static String row(ControlOutcome control) {
        return """
                <details id="%s" class="control %s"><summary><span class="pill">%s</span> %s %s%s</summary>
                %s</details>""".formatted(
                        control.control(),
                        HtmlReport.css(control.outcome()),
                        ReportWords.of(control.outcome()),
                        control.control(),
                        Html.escaped(control.title()),
                        why(control),
                        ControlGuide.html(control.by()));
    }

    private static String why(ControlOutcome control) {
        String found = control.findings() == 0
                ? ""
                : control.findings()
                        + (control.findings() == 1 ? " finding" : " findings")
                        + (control.accepted() == 0 ? "" : ", " + control.accepted() + " accepted");
        String all = joined(found, String.join("; ", control.why()));
        return all.isEmpty() ? "" : " <span class=\"why\">" + Html.escaped(all) + "</span>";
    }

    private static String joined(String found, String why) {
        return found.isEmpty() || why.isEmpty() ? found + why : found + "; " + why;
    }
}
