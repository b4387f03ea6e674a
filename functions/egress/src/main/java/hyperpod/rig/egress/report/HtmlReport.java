package hyperpod.rig.egress.report;

import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.SubnetResult;
import hyperpod.rig.egress.control.Severity;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.path.EgressPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An audit's result as one HTML file that needs nothing else: a picture of each subnet's way out, and every finding
 * with its evidence and remedy. Subnets that differ in nothing share a picture.
 */
public final class HtmlReport {

    private static final String STYLE = resource("report.css");
    private static final Map<Verdict, String> MEANING = Map.of(
            Verdict.LOCKED, "There is no way out, and none by one further change.",
            Verdict.WEAKENED,
                    "There is no path to a public address, but one further change would make one, or data can leave by another way.",
            Verdict.UNPROVEN, "A path leads to what the snapshot does not show, or a needed part of it is missing.",
            Verdict.OPEN, "A complete path to a public address is proven.");
    /** Subnets that a heading names; the others are in a list below it. */
    private static final int NAMED = 3;

    private HtmlReport() {}

    /** Everything that a picture shows beside the subnet's own id. */
    private record Shape(String vpcId, Optional<String> routeTableId, Verdict verdict, List<List<Object>> paths) {

        static Shape of(SubnetResult subnet) {
            return new Shape(
                    subnet.vpcId(),
                    subnet.routeTableId(),
                    subnet.verdict(),
                    subnet.paths().stream()
                            .map(path -> List.<Object>of(
                                    path.kind(),
                                    path.status(),
                                    path.destination(),
                                    path.hops().subList(1, path.hops().size()),
                                    path.blockedBy(),
                                    path.reason(),
                                    path.acceptedBy()))
                            .toList());
        }
    }

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
        header(html, result);
        subnets(html, result);
        findings(html, result);
        policy(html, result);
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void header(StringBuilder html, AuditResult result) {
        html.append("""
                <header class="%s">
                <p class="what">Egress audit</p>
                <h1>%s</h1>
                <p>%s</p>
                <p class="policy">The policy <b>%s</b> %s.</p>
                <ul class="counts">
                """.formatted(
                        css(result.verdict()),
                        result.verdict(),
                        MEANING.get(result.verdict()),
                        result.policy().text(),
                        result.policyHolds() ? "holds" : "does <b>not</b> hold"));
        Map<Verdict, Long> counts =
                result.subnets().stream().collect(Collectors.groupingBy(SubnetResult::verdict, Collectors.counting()));
        Arrays.stream(Verdict.values())
                .sorted(Comparator.reverseOrder())
                .forEach(verdict -> html.append("<li class=\"%s\"><b>%d</b> %s</li>%n"
                        .formatted(css(verdict), counts.getOrDefault(verdict, 0L), verdict)));
        html.append("</ul>\n</header>\n");
    }

    private static void subnets(StringBuilder html, AuditResult result) {
        Map<Shape, List<SubnetResult>> groups = result.subnets().stream()
                .collect(Collectors.groupingBy(Shape::of, LinkedHashMap::new, Collectors.toList()));
        html.append("<section>\n<h2>Ways out</h2>\n");
        groups.values().stream()
                .sorted(Comparator.comparing(
                                (List<SubnetResult> group) -> group.getFirst().verdict())
                        .reversed())
                .forEach(group -> figure(html, group));
        html.append("</section>\n");
    }

    private static void figure(StringBuilder html, List<SubnetResult> group) {
        SubnetResult subnet = group.getFirst();
        List<String> ids = group.stream().map(SubnetResult::subnetId).toList();
        String first = ids.size() == 1 ? ids.getFirst() : ids.size() + " subnets";
        html.append("<article class=\"subnet %s\">%n<h3><span class=\"verdict\">%s</span> %s%s</h3>%n"
                .formatted(
                        css(subnet.verdict()),
                        subnet.verdict(),
                        ids.stream()
                                .limit(NAMED)
                                .map(id -> "<code>" + Html.escaped(id) + "</code>")
                                .collect(Collectors.joining(" ")),
                        ids.size() > NAMED ? " and " + (ids.size() - NAMED) + " more" : ""));
        html.append("<p>in <code>%s</code>, route table <code>%s</code></p>%n"
                .formatted(
                        Html.escaped(subnet.vpcId()),
                        Html.escaped(subnet.routeTableId().orElse("unknown"))));
        if (ids.size() > NAMED) {
            html.append("<details><summary>All %d subnets</summary><p class=\"ids\">%s</p></details>%n"
                    .formatted(ids.size(), ids.stream().map(Html::escaped).collect(Collectors.joining(" "))));
        }
        html.append("<div class=\"ways\">\n");
        if (subnet.paths().isEmpty()) {
            html.append("<figure>")
                    .append(PathPicture.closed(
                            first, subnet.routeTableId().orElse("unknown"), subnet.verdict() == Verdict.LOCKED))
                    .append("</figure>\n");
        }
        for (EgressPath path : subnet.paths()) {
            html.append("<figure>")
                    .append(PathPicture.of(path, first))
                    .append("<figcaption>")
                    .append(Html.escaped(path.kind() + " " + path.status() + " for " + path.destination()))
                    .append(path.reason()
                            .map(reason -> ": " + Html.escaped(reason))
                            .orElse(""))
                    .append(path.acceptedBy().isEmpty() ? "" : "; accepted by the policy")
                    .append("</figcaption></figure>\n");
        }
        html.append("</div>\n</article>\n");
    }

    private static void findings(StringBuilder html, AuditResult result) {
        html.append("<section>\n<h2>Findings</h2>\n");
        if (result.findings().isEmpty()) {
            html.append("<p>None.</p>\n");
        }
        Map<Severity, List<Finding>> bySeverity =
                result.findings().stream().collect(Collectors.groupingBy(Finding::severity, Collectors.toList()));
        for (Severity severity : Severity.values()) {
            List<Finding> found = bySeverity.getOrDefault(severity, List.of());
            if (!found.isEmpty()) {
                html.append("<h3 class=\"severity\">%s <span>%d</span></h3>%n".formatted(severity, found.size()));
                found.forEach(finding -> finding(html, finding));
            }
        }
        html.append("</section>\n");
    }

    private static void finding(StringBuilder html, Finding finding) {
        html.append("""
                <article class="finding %s">
                <h4>%s <code>%s</code></h4>
                <p>%s</p>
                <dl>
                <dt>Evidence</dt><dd>%s</dd>
                <dt>Remedy</dt><dd><code>%s</code></dd>
                """.formatted(
                        finding.severity().name().toLowerCase(Locale.ROOT),
                        finding.control(),
                        Html.escaped(finding.resourceId()),
                        Html.escaped(finding.message()),
                        Html.escaped(finding.evidence()),
                        Html.escaped(finding.remediation())));
        finding.acceptedBy()
                .forEach(acceptance ->
                        html.append("<dt>Accepted</dt><dd>by %s</dd>%n".formatted(Html.escaped(acceptance.text()))));
        html.append("</dl>\n</article>\n");
    }

    private static void policy(StringBuilder html, AuditResult result) {
        html.append("<section>\n<h2>Policy</h2>\n<dl>\n");
        result.effectivePolicy()
                .settings()
                .forEach((field, setting) -> html.append("<dt>%s</dt><dd>%s (%s)</dd>%n"
                        .formatted(
                                field,
                                Html.escaped(setting.text()),
                                setting.origin().name().toLowerCase(Locale.ROOT))));
        html.append("</dl>\n</section>\n");
    }

    private static String css(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private static String resource(String name) {
        try (InputStream css = HtmlReport.class.getResourceAsStream(name)) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
