package hyperpod.rig.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.egress.control.Severity;
import hyperpod.rig.egress.finding.Origin;
import hyperpod.rig.egress.policy.EffectivePolicy;
import hyperpod.rig.egress.policy.EgressPolicy;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressPolicyOfRequestTest {

    /** As the schema lets it pass: an optional field may be null. */
    private static final String POLICY = """
            {"mode": "standard", "allowedCidrs": ["203.0.113.0/24"], "allowedPrefixListIds": null,
             "allowedVpcEndpoints": ["vpce-0123456789abcdef0"], "allowedTransitGatewayIds": ["tgw-0123456789abcdef0"],
             "severities": {"EGR-403": "MEDIUM"},
             "waivers": [{"control": "EGR-308", "resourceId": "*", "owner": "network@example.com", "expires": "2027-01-31", "reason": null}]}
            """;

    @Test
    void theRequestsPolicyIsThePolicyOfTheAudit() throws JsonProcessingException {
        EgressPolicy policy =
                LiveEgressAudit.policy(json(POLICY), EgressPolicy.Mode.STRICT).policy();
        assertThat(policy.mode()).isEqualTo(EgressPolicy.Mode.STANDARD);
        assertThat(policy.allowedCidrs()).containsExactly("203.0.113.0/24");
        assertThat(policy.allowedPrefixListIds()).isEmpty();
        assertThat(policy.allowedVpcEndpoints()).containsExactly("vpce-0123456789abcdef0");
        assertThat(policy.allowedTransitGatewayIds()).containsExactly("tgw-0123456789abcdef0");
        assertThat(policy.severities()).isEqualTo(Map.of("EGR-403", Severity.MEDIUM));
        assertThat(policy.waivers()).singleElement().satisfies(waiver -> {
            assertThat(waiver.owner()).isEqualTo("network@example.com");
            assertThat(waiver.reason()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"mode\": null}", "{\"allowedCidrs\": []}"})
    void aPolicyWithoutAModeHasTheApplications(String policy) throws JsonProcessingException {
        assertThat(LiveEgressAudit.policy(json(policy), EgressPolicy.Mode.STANDARD)
                        .policy()
                        .mode())
                .isEqualTo(EgressPolicy.Mode.STANDARD);
        assertThat(LiveEgressAudit.policy(json(policy), EgressPolicy.Mode.STRICT)
                        .policy()
                        .mode())
                .isEqualTo(EgressPolicy.Mode.STRICT);
    }

    @Test
    void aRequestWithoutAPolicyHasTheApplicationsMode() {
        assertThat(LiveEgressAudit.policy(Optional.empty(), EgressPolicy.Mode.STANDARD))
                .isEqualTo(new EffectivePolicy(EgressPolicy.of(EgressPolicy.Mode.STANDARD), Origin.ADMINISTRATOR));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"severities\": {\"EGR-999\": \"LOW\"}} | EGR-999",
                "{\"allowedCidrs\": [\"0.0.0.0/0\"]}      | 0.0.0.0/0",
                "{\"allowed\": []}                        | field \"allowed\" does not exist"
            })
    void aPolicyThatCannotBeUsedIsAnInvalidRequest(String policy, String words) {
        assertThatThrownBy(() -> LiveEgressAudit.policy(json(policy), EgressPolicy.Mode.STRICT))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("egressPolicy", words);
    }

    private static Optional<ObjectNode> json(String policy) throws JsonProcessingException {
        return Optional.of(Json.MAPPER.readValue(policy, ObjectNode.class));
    }
}
