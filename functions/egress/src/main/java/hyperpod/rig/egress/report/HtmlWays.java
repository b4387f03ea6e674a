package hyperpod.rig.egress.report;

import hyperpod.rig.egress.SubnetResult;
import hyperpod.rig.egress.finding.Acceptance;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.ingress.IngressPath;
import hyperpod.rig.egress.path.EgressPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A picture of each way out and in. Subnets that differ in nothing share their pictures. */
final class HtmlWays {

    /** Ways out, and ways in, of a subnet that are drawn. */
    private static final int DRAWN = 12;

    private final StringBuilder html = new StringBuilder();
    private final Map<String, List<Barrier>> barriersOf = new HashMap<>();

    private HtmlWays(AuditReport report) {
        report.barriers().forEach(shared -> shared.subnetIds().forEach(id -> barriersOf.put(id, shared.barriers())));
    }

    /** Everything that a picture shows beside the subnet's own id. */
    private record Shape(
            String vpcId,
            Optional<String> routeTableId,
            Verdict verdict,
            Verdict ingressVerdict,
            List<EgressPath> paths,
            List<IngressPath> ingressPaths,
            List<Barrier> barriers) {}

    static String of(AuditReport report) {
        HtmlWays ways = new HtmlWays(report);
        Map<Shape, List<SubnetResult>> groups = report.result().subnets().stream()
                .collect(Collectors.groupingBy(ways::shape, LinkedHashMap::new, Collectors.toList()));
        ways.html.append("<section>\n<h2>Ways out and in</h2>\n");
        groups.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Shape, List<SubnetResult>> group) -> worst(group.getKey()))
                        .reversed())
                .forEach(group -> ways.figures(group.getValue(), group.getKey().barriers()));
        return ways.html.append("</section>\n").toString();
    }

    private static Verdict worst(Shape shape) {
        return Verdict.worst(List.of(shape.verdict(), shape.ingressVerdict()));
    }

    private Shape shape(SubnetResult subnet) {
        return new Shape(
                subnet.vpcId(),
                subnet.routeTableId(),
                subnet.verdict(),
                subnet.ingressVerdict(),
                subnet.paths().stream().map(path -> path.startingAt("")).toList(),
                subnet.ingressPaths().stream().map(path -> path.into("")).toList(),
                barriersOf.getOrDefault(subnet.subnetId(), List.of()));
    }

    private void figures(List<SubnetResult> group, List<Barrier> barriers) {
        SubnetResult subnet = group.getFirst();
        List<String> ids = group.stream().map(SubnetResult::subnetId).toList();
        String first = ids.size() == 1 ? ids.getFirst() : ids.size() + " subnets";
        html.append("<article class=\"subnet %s\">%n<h3>%s%s</h3>%n"
                .formatted(
                        HtmlReport.css(subnet.verdict()),
                        ids.stream()
                                .limit(ReportWords.NAMED)
                                .map(id -> "<code>" + Html.escaped(id) + "</code>")
                                .collect(Collectors.joining(" ")),
                        ids.size() > ReportWords.NAMED ? " and " + (ids.size() - ReportWords.NAMED) + " more" : ""));
        html.append("<p><span class=\"pill %s\">out: %s</span> <span class=\"pill %s\">in: %s</span></p>%n"
                .formatted(
                        HtmlReport.css(subnet.verdict()),
                        subnet.verdict(),
                        HtmlReport.css(subnet.ingressVerdict()),
                        subnet.ingressVerdict()));
        html.append("<p>in <code>%s</code>, route table <code>%s</code></p>%n"
                .formatted(
                        Html.escaped(subnet.vpcId()),
                        Html.escaped(subnet.routeTableId().orElse("unknown"))));
        if (ids.size() > ReportWords.NAMED) {
            html.append("<details><summary>All %d subnets</summary><p class=\"ids\">%s</p></details>%n"
                    .formatted(ids.size(), ids.stream().map(Html::escaped).collect(Collectors.joining(" "))));
        }
        html.append("<div class=\"ways\">\n");
        pictures(subnet, first).forEach(html::append);
        html.append("</div>\n");
        others(subnet);
        barriers(barriers);
        html.append("</article>\n");
    }

    private static List<String> pictures(SubnetResult subnet, String first) {
        List<String> pictures = new ArrayList<>();
        if (subnet.paths().isEmpty()) {
            pictures.add(figure(
                    PathPicture.closed(
                            first, subnet.routeTableId().orElse("unknown"), subnet.verdict() == Verdict.LOCKED),
                    "",
                    List.of()));
        }
        for (EgressPath path : first(subnet.paths())) {
            pictures.add(figure(
                    PathPicture.of(path, first), ReportWords.of(path) + because(path.reason()), path.acceptedBy()));
        }
        for (IngressPath path : first(subnet.ingressPaths())) {
            pictures.add(figure(PathPicture.of(path, first), ReportWords.of(path) + because(path.reason()), List.of()));
        }
        return pictures;
    }

    private static <T> List<T> first(List<T> paths) {
        return paths.subList(0, Math.min(DRAWN, paths.size()));
    }

    private static String because(Optional<String> reason) {
        return reason.map(why -> ": " + why).orElse("");
    }

    private static String figure(String picture, String caption, List<Acceptance> acceptedBy) {
        String accepted = acceptedBy.stream()
                .map(acceptance -> "<br><b>Accepted</b> by " + Html.escaped(acceptance.text()))
                .collect(Collectors.joining());
        String below = caption.isEmpty() ? "" : "<figcaption>" + Html.escaped(caption) + accepted + "</figcaption>";
        return "<figure>" + picture + below + "</figure>\n";
    }

    /** Ways for which there is no room as pictures, as lines. */
    private void others(SubnetResult subnet) {
        List<String> lines = Stream.concat(
                        subnet.paths().stream().skip(DRAWN).map(ReportWords::of),
                        subnet.ingressPaths().stream().skip(DRAWN).map(ReportWords::of))
                .map(Html::escaped)
                .toList();
        if (!lines.isEmpty()) {
            html.append("<details><summary>%d more</summary><p class=\"ids\">%s</p></details>%n"
                    .formatted(lines.size(), String.join("<br>", lines)));
        }
    }

    private void barriers(List<Barrier> barriers) {
        if (barriers.isEmpty()) {
            return;
        }
        html.append("<h4>What closes the ways out</h4>\n<dl>\n");
        for (Barrier barrier : barriers) {
            html.append("<dt>%s</dt><dd>%s%s%s</dd>%n"
                    .formatted(
                            barrier.layer(),
                            barrier.resourceId().equals("none")
                                    ? ""
                                    : "<code>" + Html.escaped(barrier.resourceId()) + "</code> ",
                            Html.escaped(barrier.fact()),
                            barrier.document()
                                    .map(document -> "<details><summary>the whole policy</summary><pre><code>"
                                            + Html.escaped(document) + "</code></pre></details>")
                                    .orElse("")));
        }
        html.append("</dl>\n");
    }
}
