package hyperpod.rig.egress.report;

import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.AuditScope;
import hyperpod.rig.egress.SubnetResult;
import hyperpod.rig.egress.finding.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * An audit's report as one HTML file that needs nothing else: what was audited and by which policy, a picture of each
 * way, what closes the others, every finding with its evidence and remedy, and what each control came to.
 */
public final class HtmlReport {

    private static final String STYLE = resource("report.css");

    private HtmlReport() {}

    /** The whole file. */
    public static String of(AuditReport report) {
        AuditResult result = report.result();
        StringBuilder html = new StringBuilder(64 * 1024);
        html.append("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>Egress audit: %s</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                """.formatted(result.verdict(), STYLE));
        header(html, report);
        html.append(HtmlExceptions.of(result));
        html.append(HtmlWays.of(report));
        html.append(HtmlFindings.of(result));
        html.append(HtmlControls.of(report));
        policy(html, result);
        html.append(NotModelledSection.html());
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void header(StringBuilder html, AuditReport report) {
        AuditResult result = report.result();
        html.append("<header>\n<h1>Network audit")
                .append(report.context()
                        .clusterName()
                        .map(name -> " of cluster <code>" + Html.escaped(name) + "</code>")
                        .orElse(""))
                .append("</h1>\n<div class=\"verdicts\">\n");
        verdict(html, "Way out", result.verdict(), ReportWords.egress(result.verdict()));
        verdict(html, "Way in", result.ingressVerdict(), ReportWords.ingress(result.ingressVerdict()));
        html.append("</div>\n<p class=\"policy\">").append(policyLine(result)).append("</p>\n<dl class=\"facts\">\n");
        facts(html, report);
        html.append("</dl>\n</header>\n");
    }

    private static void verdict(StringBuilder html, String which, Verdict verdict, String meaning) {
        html.append("<section class=\"side %s\"><p class=\"what\">%s</p><p class=\"word\">%s</p><p>%s</p></section>%n"
                .formatted(css(verdict), which, verdict, meaning));
    }

    private static String policyLine(AuditResult result) {
        long accepted = HtmlExceptions.count(result);
        return "The policy <b>%s</b> %s.%s"
                .formatted(
                        result.policy().text(),
                        result.policyHolds() ? "holds" : "does <b>not</b> hold",
                        accepted == 0
                                ? ""
                                : " It accepts <a href=\"#accepted\">%d of the findings</a>, which stay findings."
                                        .formatted(accepted));
    }

    private static void facts(StringBuilder html, AuditReport report) {
        AuditContext context = report.context();
        fact(html, "Network read at", context.at().toString());
        fact(html, "Moment", context.moment().text());
        fact(html, "Account", context.accountId().orElse("not known"));
        fact(html, "Region", context.region().orElse("not known"));
        context.executionName().ifPresent(name -> fact(html, "Execution", name));
        List<String> judged = report.result().subnets().stream()
                .map(SubnetResult::subnetId)
                .distinct()
                .toList();
        fact(html, "Subnets judged", judged.size() + ": " + ReportWords.some(judged));
        fact(html, "Security groups judged", groups(report.scope()));
        fact(html, "Reinforcement fine-tuning", report.scope().reinforcementFineTuning() ? "yes" : "no");
        report.snapshotSha256().ifPresent(digest -> fact(html, "SHA-256 of the snapshot", digest));
        fact(html, "Analysis", report.analysis().text());
    }

    private static String groups(AuditScope scope) {
        List<String> groups = scope.networks().stream()
                .flatMap(audited -> audited.securityGroupIds().stream())
                .distinct()
                .toList();
        return groups.isEmpty() ? "none was given: the layer counts as open" : String.join(", ", groups);
    }

    private static void fact(StringBuilder html, String name, String value) {
        html.append("<dt>%s</dt><dd>%s</dd>%n".formatted(name, Html.escaped(value)));
    }

    private static void policy(StringBuilder html, AuditResult result) {
        html.append("""
                <section>
                <h2>The whole policy</h2>
                <div class="scroll"><table>
                <tr><th>Field</th><th>Value</th><th>Origin</th></tr>
                """);
        result.effectivePolicy()
                .settings()
                .forEach((field, setting) -> html.append("<tr><td><code>%s</code></td><td>%s</td><td>%s</td></tr>%n"
                        .formatted(field, Html.escaped(setting.text()), ReportWords.of(setting.origin()))));
        html.append("</table></div>\n</section>\n");
    }

    /** The class of a verdict's colours. */
    static String css(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String resource(String name) {
        try (InputStream css = HtmlReport.class.getResourceAsStream(name)) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
