package hyperpod.rig.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.egress.control.Severity;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.policy.EgressPolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EgressPolicyReaderTest {

    @Test
    void theDocumentedPolicyIsRead() throws IOException {
        String page = Files.readString(Path.of("../../docs/egress-controls.md"));
        String example = page.substring(page.indexOf("```json") + "```json".length(), page.indexOf("```\n", page.indexOf("```json") + 1));
        EgressPolicy policy = EgressPolicyReader.read(example, "policy.json");
        assertThat(policy.severities()).containsEntry("EGR-403", Severity.MEDIUM);
        assertThat(policy.waivers()).singleElement().satisfies(waiver -> assertThat(waiver.owner()).isEqualTo("network@example.com"));
        assertThat(policy.allowsTransitGateway("tgw-0123456789abcdef0")).isTrue();
        assertThat(policy.accepts(Verdict.WEAKENED)).isFalse();
    }

    @Test
    void anEmptyPolicyIsStrictAndAllowsNothing() {
        assertThat(EgressPolicyReader.read("{}", "policy.json")).isEqualTo(EgressPolicy.of(EgressPolicy.Mode.STRICT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"mode\": \"lax\"} | lax",
        "{\"allowedCidr\": []} | \"allowedCidr\" does not exist; the fields are allowedCidrs",
        "{\"allowedCidrs\": [\"0.0.0.0/0\"]} | nothing would be audited",
        "{\"allowedCidrs\": [\"::/0\"]} | nothing would be audited",
        "{\"allowedCidrs\": [\"10.0.0.1/8\"]} | beyond its prefix length",
        "{\"allowedCidrs\": \"10.0.0.0/8\"} | allowedCidrs",
        "{\"severities\": {\"EGR-101\": \"LOW\"}} | no severity changes",
        "{\"severities\": {\"EGR-999\": \"LOW\"}} | EGR-999",
        "{\"severities\": {\"EGR-403\": \"LETHAL\"}} | LETHAL",
        "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"expires\": \"2027-01-31\"}]} | owner is missing",
        "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"owner\": \"me\"}]} | expires is missing",
        "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"owner\": \"me\", \"expires\": \"soon\"}]} | write a date",
        "{\"waivers\": [{\"control\": \"EGR-1\", \"resourceId\": \"*\", \"owner\": \"me\", \"expires\": \"2027-01-31\"}]} | EGR-1",
        "{\"mode\": \"strict\", \"mode\": \"standard\"} | Duplicate",
        "{} {} | Trailing",
        "null | is null",
        "[] | policy.json",
        "strict | is not JSON",
    })
    void whatIsNoPolicyIsRefusedWithItsField(String json, String words) {
        assertThatThrownBy(() -> EgressPolicyReader.read(json, "policy.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy.json")
                .hasMessageContaining(words);
    }
}
