package hyperpod.rig.egress.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.AuditScope;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.control.Severity;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a control came to in an audit.
 *
 * @param by the control; printed as its id under {@code control}
 * @param outcome whether it found something
 * @param findings how many findings it made
 * @param accepted how many of them the policy accepts
 * @param why why it was not judged at all, or not everywhere, in words; none if it was judged everywhere
 */
@JsonPropertyOrder({"control", "title", "outcome", "findings", "accepted", "why"})
public record ControlOutcome(@JsonIgnore Control by, Outcome outcome, int findings, int accepted, List<String> why) {

    /** What it came to. */
    public enum Outcome {
        /** It was judged and found nothing. */
        PASSED,
        /** It found something. */
        FAILED,
        /** It found something that is no fault, only worth knowing. */
        NOTED,
        /** It could not look. */
        NOT_JUDGED
    }

    /** Its id, such as {@code EGR-101}. */
    @JsonProperty
    public String control() {
        return by.id();
    }

    /** Its title in the documentation. */
    @JsonProperty
    public String title() {
        return ControlGuide.title(by);
    }

    static List<ControlOutcome> of(NetworkSnapshot network, AuditScope scope, AuditResult result) {
        Map<Control, List<Finding>> found = result.findings().stream().collect(Collectors.groupingBy(Finding::by));
        List<String> unrouted = result.subnets().stream()
                .filter(subnet -> subnet.routeTableId().isEmpty())
                .map(subnet -> subnet.subnetId())
                .toList();
        return Arrays.stream(Control.values())
                .map(control -> of(control, found.getOrDefault(control, List.of()), network, scope, unrouted))
                .toList();
    }

    private static ControlOutcome of(
            Control control, List<Finding> findings, NetworkSnapshot network, AuditScope scope, List<String> unrouted) {
        List<String> why = new ArrayList<>();
        boolean judged = judged(control, network, scope, why);
        if (!unrouted.isEmpty() && control != Control.MISSING_PART) {
            why.add("the route table of " + ReportWords.some(unrouted) + " is not in the snapshot");
        }
        Outcome outcome;
        if (!findings.isEmpty()) {
            outcome = control.severity() == Severity.INFO ? Outcome.NOTED : Outcome.FAILED;
        } else {
            outcome = judged ? Outcome.PASSED : Outcome.NOT_JUDGED;
        }
        int accepted = (int) findings.stream()
                .filter(finding -> !finding.acceptedBy().isEmpty())
                .count();
        return new ControlOutcome(control, outcome, findings.size(), accepted, List.copyOf(why));
    }

    /** Whether it could look anywhere; what kept it from looking is added to the reasons. */
    private static boolean judged(Control control, NetworkSnapshot network, AuditScope scope, List<String> why) {
        boolean judged = true;
        for (ResourceKind kind : ControlLists.needed(control)) {
            if (!network.holds(kind)) {
                judged = false;
                why.add(network.unknown(kind.key(), "the list " + kind.key()));
            }
        }
        if (isOfGroups(control)) {
            List<String> without = scope.networks().stream()
                    .filter(audited -> audited.securityGroupIds().isEmpty())
                    .flatMap(audited -> audited.subnetIds().isEmpty()
                            ? List.of("every subnet").stream()
                            : audited.subnetIds().stream())
                    .toList();
            if (!without.isEmpty()) {
                judged &= scope.networks().stream()
                        .anyMatch(audited -> !audited.securityGroupIds().isEmpty());
                why.add("no security group was given for " + ReportWords.some(without)
                        + ": the layer counts as open there");
            }
        }
        return judged;
    }

    private static boolean isOfGroups(Control control) {
        return switch (control) {
            case WIDE_SECURITY_GROUP,
                    SECURITY_GROUP_WIDER_THAN_NEEDED,
                    WIDE_INBOUND_RULE,
                    INBOUND_RULE_WIDER_THAN_NEEDED -> true;
            default -> false;
        };
    }
}
