package hyperpod.rig.egress.control;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Something that weakens or opens the network.
 *
 * @param by the control that found it; printed as its id under {@code control}
 * @param resourceId the resource to change
 * @param message what is wrong and why it matters
 * @param remediation what to do, as a command where there is one
 */
@JsonPropertyOrder({"control", "severity", "resourceId", "message", "remediation"})
public record Finding(@JsonIgnore Control by, String resourceId, String message, String remediation) {

    @JsonProperty
    public String control() {
        return by.id();
    }

    @JsonProperty
    public Severity severity() {
        return by.severity();
    }
}
