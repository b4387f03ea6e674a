package hyperpod.rig.egress.finding;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.control.Severity;
import java.util.List;
import java.util.Optional;

/**
 * Something that the audit found. It is a fact: a policy adds whether it accepts it, and changes nothing else.
 *
 * @param by the control that found it; printed as its id under {@code control}
 * @param resourceId the resource to change
 * @param message what is wrong and why it matters
 * @param evidence the fact in the snapshot that shows it, such as a route, a rule or a policy statement
 * @param remedy what to do; printed as one text under {@code remediation}, and its commands under {@code commands}
 * @param subnetIds every audited subnet that it concerns
 * @param refused whether it keeps the policy from holding
 * @param acceptedBy what in the policy accepts it; empty if nothing does, or nothing has to
 * @param reach the addresses that it lets traffic to; absent if it is not about addresses, or they are not known
 * @param through the first transit gateway, endpoint or other target through which it leads
 */
@JsonPropertyOrder({
    "control",
    "severity",
    "resourceId",
    "message",
    "evidence",
    "remediation",
    "commands",
    "subnetIds",
    "refused",
    "acceptedBy"
})
public record Finding(
        @JsonIgnore Control by,
        String resourceId,
        String message,
        String evidence,
        @JsonIgnore Remedy remedy,
        List<String> subnetIds,
        boolean refused,
        List<Acceptance> acceptedBy,
        @JsonIgnore Optional<Reach> reach,
        @JsonIgnore Optional<String> through) {

    public Finding {
        subnetIds = List.copyOf(subnetIds);
        acceptedBy = List.copyOf(acceptedBy);
    }

    /** A finding that no subnet is named for and no policy has judged yet. */
    public static Finding of(Control by, String resourceId, String message, String evidence, Remedy remedy) {
        return new Finding(
                by,
                resourceId,
                message,
                evidence,
                remedy,
                List.of(),
                false,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same with a remedy in words alone. */
    public static Finding of(Control by, String resourceId, String message, String evidence, String remedy) {
        return of(by, resourceId, message, evidence, Remedy.of(remedy));
    }

    /** The same, which lets traffic to these addresses. */
    public Finding reaching(Optional<Reach> addresses) {
        return new Finding(
                by, resourceId, message, evidence, remedy, subnetIds, refused, acceptedBy, addresses, through);
    }

    /** The same, which leads through this transit gateway, endpoint or other target first. */
    public Finding leadingThrough(String id) {
        return new Finding(
                by, resourceId, message, evidence, remedy, subnetIds, refused, acceptedBy, reach, Optional.of(id));
    }

    /** The same in other words. */
    public Finding saying(String otherMessage, String otherEvidence, String otherRemediation) {
        return new Finding(
                by,
                resourceId,
                otherMessage,
                otherEvidence,
                otherRemediation.equals(remedy.text()) ? remedy : Remedy.of(otherRemediation),
                subnetIds,
                refused,
                acceptedBy,
                reach,
                through);
    }

    /** The same, found by another control: what leads out may also let in. */
    public Finding by(Control other) {
        return new Finding(
                other, resourceId, message, evidence, remedy, subnetIds, refused, acceptedBy, reach, through);
    }

    /** The same, which concerns these subnets. */
    public Finding in(List<String> subnets) {
        return new Finding(by, resourceId, message, evidence, remedy, subnets, refused, acceptedBy, reach, through);
    }

    /** The same, accepted by a policy. */
    public Finding accepted(List<Acceptance> acceptances) {
        return new Finding(by, resourceId, message, evidence, remedy, subnetIds, false, acceptances, reach, through);
    }

    /** The same, which a policy refuses. */
    public Finding refusedByPolicy() {
        return new Finding(by, resourceId, message, evidence, remedy, subnetIds, true, List.of(), reach, through);
    }

    /** The id of the control that found it. */
    @JsonProperty
    public String control() {
        return by.id();
    }

    /** What to do, as one text. */
    @JsonProperty
    public String remediation() {
        return remedy.text();
    }

    /** The remedy's commands, which can be pasted as they are. */
    @JsonProperty
    public List<String> commands() {
        return remedy.commands();
    }

    /** How bad it is: the control's severity. */
    @JsonProperty
    public Severity severity() {
        return by.severity();
    }

    /**
     * The best verdict that a subnet with this finding can have. A path that is open or not proven decides by itself;
     * any other finding weakens the subnet from severity MEDIUM on, and below it changes nothing.
     */
    @JsonIgnore
    public Verdict verdict() {
        return Verdict.of(severity());
    }
}
