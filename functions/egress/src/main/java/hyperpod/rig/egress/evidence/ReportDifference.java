package hyperpod.rig.egress.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** In what two reports differ that concerns the network: verdicts, paths, findings. */
final class ReportDifference {

    private ReportDifference() {}

    /** Each difference in one sentence: what is stored, and what is found now. */
    static List<String> between(JsonNode stored, JsonNode now) {
        List<String> differences = new ArrayList<>();
        for (String field : List.of("verdict", "ingressVerdict", "policyHolds", "effectivePolicy")) {
            if (!stored.path(field).equals(now.path(field))) {
                differences.add(field + " is " + stored.path(field) + ", judged again " + now.path(field));
            }
        }
        compare(findings(stored), findings(now), differences);
        compare(subnets(stored), subnets(now), differences);
        return differences;
    }

    private static void compare(Map<String, JsonNode> stored, Map<String, JsonNode> now, List<String> differences) {
        stored.forEach((name, value) -> {
            if (!now.containsKey(name)) {
                differences.add(name + " is stored, and not found again");
            } else if (!now.get(name).equals(value)) {
                differences.add(name + " says otherwise when it is judged again");
            }
        });
        now.keySet().stream()
                .filter(name -> !stored.containsKey(name))
                .forEach(name -> differences.add(name + " is found, and not stored"));
    }

    private static Map<String, JsonNode> findings(JsonNode report) {
        Map<String, JsonNode> findings = new LinkedHashMap<>();
        report.path("findings").forEach(finding -> {
            String name = "finding " + finding.path("control").asText() + " "
                    + finding.path("resourceId").asText();
            // Several findings of one control may be about one resource.
            for (int i = 2; findings.putIfAbsent(name, finding) != null; i++) {
                name = name.replaceFirst(" \\(\\d+\\)$", "") + " (" + i + ")";
            }
        });
        return findings;
    }

    private static Map<String, JsonNode> subnets(JsonNode report) {
        Map<String, JsonNode> subnets = new LinkedHashMap<>();
        report.path("subnets")
                .forEach(subnet ->
                        subnets.put("subnet " + subnet.path("subnetId").asText(), subnet));
        return subnets;
    }
}
