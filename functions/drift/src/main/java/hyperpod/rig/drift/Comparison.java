package hyperpod.rig.drift;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.report.JsonReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/**
 * What is different from the report of the audit when the cluster was created.
 *
 * @param newFindings control and resource of findings that were not there
 * @param goneFindings of those that are no longer there
 * @param newPaths paths that are not closed and were not there, each as its subnet, status, destination and hops
 * @param gonePaths those that are no longer there
 */
record Comparison(List<String> newFindings, List<String> goneFindings, List<String> newPaths, List<String> gonePaths) {

    /** An event holds 256 KB; the evidence has all. */
    private static final int MAX_NAMED = 20;

    private static final int MAX_TEXT = 500;
    private static final String BLOCKED = "BLOCKED";

    /** The difference between a stored report and an audit. */
    static Comparison between(JsonNode report, AuditResult now) {
        JsonNode current = JsonReport.MAPPER.valueToTree(now);
        return new Comparison(
                without(findings(current), findings(report)),
                without(findings(report), findings(current)),
                without(paths(current), paths(report)),
                without(paths(report), paths(current)));
    }

    private static Set<String> findings(JsonNode report) {
        return report.path("findings")
                .valueStream()
                .map(finding -> finding.path("control").asText() + " "
                        + finding.path("resourceId").asText())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> paths(JsonNode report) {
        return report.path("subnets")
                .valueStream()
                .flatMap(subnet -> subnet.path("paths")
                        .valueStream()
                        .filter(path -> !path.path("status").asText().equals(BLOCKED))
                        .map(path -> subnet.path("subnetId").asText() + ": "
                                + path.path("status").asText() + " "
                                + path.path("destination").asText() + " " + hops(path)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String hops(JsonNode path) {
        List<String> hops = new ArrayList<>();
        path.path("hops").forEach(hop -> hops.add(hop.asText()));
        return String.join(" > ", hops);
    }

    private static List<String> without(Collection<String> all, Collection<String> known) {
        return all.stream()
                .filter(one -> !known.contains(one))
                .limit(MAX_NAMED)
                .map(one -> StringUtils.abbreviate(one, MAX_TEXT))
                .toList();
    }
}
