package hyperpod.rig.egress;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import hyperpod.rig.egress.control.WayOut;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EffectivePolicy;
import hyperpod.rig.egress.policy.EgressPolicy;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * What an audit found. Its JSON form is the output of {@code ./egress-audit --format json}.
 *
 * @param effectivePolicy the whole policy, with who set each field
 * @param subnets one for each audited subnet
 * @param findings of all subnets, most severe first; findings that are equal but for their subnets are one
 */
@JsonPropertyOrder({
    "verdict",
    "ingressVerdict",
    "policy",
    "policyHolds",
    "effectivePolicy",
    "subnets",
    "findings",
    "notModelled"
})
public record AuditResult(EffectivePolicy effectivePolicy, List<SubnetResult> subnets, List<Finding> findings) {

    private static final Comparator<Finding> MOST_SEVERE_FIRST = Comparator.comparing(Finding::severity)
            .thenComparing(Finding::control)
            .thenComparing(Finding::resourceId);

    /** Merges and sorts the findings. */
    public AuditResult {
        subnets = List.copyOf(subnets);
        findings = merged(findings).stream().sorted(MOST_SEVERE_FIRST).toList();
    }

    private static List<Finding> merged(Collection<Finding> findings) {
        Map<Finding, SequencedSet<String>> subnetsOf = new LinkedHashMap<>();
        findings.forEach(finding -> subnetsOf
                .computeIfAbsent(finding.in(List.of()), key -> new LinkedHashSet<>())
                .addAll(finding.subnetIds()));
        return subnetsOf.entrySet().stream()
                .map(entry -> entry.getKey().in(List.copyOf(entry.getValue())))
                .toList();
    }

    /** Several audits under one policy as one: every subnet, each finding once. */
    public static AuditResult merged(List<AuditResult> audits) {
        return new AuditResult(
                audits.getFirst().effectivePolicy(),
                audits.stream().flatMap(audit -> audit.subnets().stream()).toList(),
                audits.stream().flatMap(audit -> audit.findings().stream()).toList());
    }

    /** Whether data or traffic can leave: the worst of the subnets'. */
    @JsonProperty
    public Verdict verdict() {
        return Verdict.worst(subnets.stream().map(SubnetResult::verdict).toList());
    }

    /** Whether somebody outside can open a connection to the subnets: the worst of theirs. */
    @JsonProperty
    public Verdict ingressVerdict() {
        return Verdict.worst(subnets.stream().map(SubnetResult::ingressVerdict).toList());
    }

    /** The policy's mode. */
    @JsonProperty
    public EgressPolicy.Mode policy() {
        return effectivePolicy.policy().mode();
    }

    /** The ways out of a VPC about which no audit says anything. */
    @JsonProperty
    public List<WayOut.NotModelled> notModelled() {
        return WayOut.notModelled();
    }

    /** Whether the policy accepts everything that was found, in both directions. */
    @JsonProperty
    public boolean policyHolds() {
        return findings.stream().noneMatch(Finding::refused);
    }
}
