package hyperpod.rig.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import hyperpod.rig.egress.control.Severity;
import hyperpod.rig.egress.finding.Origin;
import hyperpod.rig.egress.policy.EffectivePolicy;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.policy.EgressPolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressPolicyReaderTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void theDocumentedPolicyIsRead() throws IOException {
        String page = Files.readString(Path.of("../../docs/egress-controls.md"));
        String example = page.substring(
                page.indexOf("```json") + "```json".length(), page.indexOf("```\n", page.indexOf("```json") + 1));
        EgressPolicy policy = EgressPolicyReader.read(example, "policy.json").policy();
        assertThat(policy.severities()).containsEntry("EGR-403", Severity.MEDIUM);
        assertThat(policy.waivers())
                .singleElement()
                .satisfies(waiver -> assertThat(waiver.owner()).isEqualTo("network@example.com"));
        assertThat(policy.allowedTransitGatewayIds()).containsExactly("tgw-0123456789abcdef0");
        assertThat(policy.mode()).isEqualTo(EgressPolicy.Mode.STRICT);
    }

    @Test
    void anEmptyPolicyIsStrictAndAllowsNothing() {
        assertThat(EgressPolicyReader.read("{}", "policy.json"))
                .isEqualTo(new EffectivePolicy(EgressPolicy.of(EgressPolicy.Mode.STRICT), Origin.DEFAULT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"mode\": \"lax\"} | lax",
                "{\"allowedCidr\": []} | \"allowedCidr\" does not exist; the fields are allowedCidrs",
                "{\"allowedCidrs\": [\"0.0.0.0/0\"]} | nothing would be audited",
                "{\"allowedCidrs\": [\"::/0\"]} | nothing would be audited",
                "{\"allowedCidrs\": [\"10.0.0.1/8\"]} | beyond its prefix length",
                "{\"severities\": {\"EGR-101\": \"LOW\"}} | no severity changes",
                "{\"severities\": {\"EGR-999\": \"LOW\"}} | EGR-999",
                "{\"severities\": {\"EGR-403\": \"LETHAL\"}} | LETHAL",
                "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"expires\": \"2027-01-31\"}]} | owner is missing",
                "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"owner\": \"me\"}]} | expires is missing",
                "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"owner\": \"me\", \"expires\": \"soon\"}]} | write a date",
                "{\"waivers\": [{\"control\": \"EGR-1\", \"resourceId\": \"*\", \"owner\": \"me\", \"expires\": \"2027-01-31\"}]} | EGR-1",
                "{\"allowedCidrs\": \"10.0.0.0/8\"} | allowedCidrs is \"10.0.0.0/8\"; give a list",
                "{\"allowedVpcEndpoints\": [7]} | allowedVpcEndpoints[0] is 7; give a text",
                "{\"allowedVpcEndpoints\": [null]} | allowedVpcEndpoints: null stands for nothing",
                "{\"severities\": {\"EGR-403\": null}} | severities: null stands for nothing",
                "{\"severities\": {\"EGR-403\": 1}} | severities.EGR-403 is 1; give one of CRITICAL, HIGH, MEDIUM, LOW, INFO",
                "{\"severities\": {\"EGR-403\": \"1\"}} | severities.EGR-403 is \"1\"; give one of",
                "{\"waivers\": [null]} | waivers: null stands for nothing",
                "{\"waivers\": [\"EGR-308\"]} | waivers[0] is \"EGR-308\"; give an object",
                "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"owner\": 7, \"expires\": \"2027-01-31\"}]} | waivers[0].owner is 7; give a text",
                "{\"requireDnsFirewall\": \"yes\"} | requireDnsFirewall is \"yes\"; give true or false",
                "{\"requireDnsFirewall\": 1} | requireDnsFirewall is 1; give true or false",
                "{\"allowedCidrs\": [\"::ffff:0:0/96\"]} | maps IPv4 into IPv6",
                "{\"allowedCidrs\": [\"64:ff9b::/96\"]} | by which NAT64 reaches IPv4",
                "{\"allowedCidrs\": [\"64:ff9b::cb00:7100/120\"]} | by which NAT64 reaches IPv4",
                "{\"allowedCidrs\": [\"64::/16\"]} | by which NAT64 reaches IPv4",
                "{\"allowedCidrs\": [\"0.0.0.0/1\", \"128.0.0.0/1\"]} | nothing would be audited",
                "{\"allowedCidrs\": [\" 10.0.0.0/8\"]} | is not a CIDR block",
                "{\"allowedCidrs\": [\"10.0.0.0/8 \"]} | is not a CIDR block",
                "{\"allowedCidrs\": [\"\\uff11\\uff10.0.0.0/8\"]} | is not a CIDR block",
                "{\"severities\": {\"egr-403\": \"LOW\"}} | egr-403",
                "{\"severities\": {\"EGR-403 \": \"LOW\"}} | does not exist",
                "{\"severities\": {\"EGR-201\": \"INFO\"}} | no severity changes",
                "{\"waivers\": [{\"control\": \"*\", \"resourceId\": \"*\", \"owner\": \"me\", \"expires\": \"2027-01-31\"}]} | control \"*\" does not exist",
                "{\"waivers\": [{\"control\": \"egr-101\", \"resourceId\": \"*\", \"owner\": \"me\", \"expires\": \"2027-01-31\"}]} | does not exist",
                "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \" \", \"owner\": \"me\", \"expires\": \"2027-01-31\"}]} | resourceId is missing",
                "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"owner\": \"\\u2003\", \"expires\": \"2027-01-31\"}]} | owner is missing",
                "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"owner\": \"me\", \"expires\": \"+999999999-12-31\"}]} | write a date",
                "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"owner\": \"me\", \"expires\": \"2027-02-30\"}]} | write a date",
                "[] | is []: write a JSON object",
            })
    void whatIsNoPolicyIsRefusedWithItsField(String json, String words) throws IOException {
        JsonNode tree = JSON.readTree(json);
        assertThatThrownBy(() -> EgressPolicyReader.read(json, "policy.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy.json")
                .hasMessageContaining(words);
        assertThatThrownBy(() -> EgressPolicyReader.read(tree, EgressPolicy.Mode.STRICT, "policy.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy.json")
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"mode\": \"strict\", \"mode\": \"standard\"} | Duplicate",
                "{} {} | Trailing",
                "null | is null",
                "`` | is empty",
                "strict | is not JSON",
            })
    void whatIsNoJsonObjectIsRefused(String json, String words) {
        assertThatThrownBy(() -> EgressPolicyReader.read(json, "policy.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy.json")
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mode\": \"LONG\"}",
                "{\"allowedCidrs\": [\"LONG\"]}",
                "{\"allowedCidrs\": [\"10.0.0.0/LONG\"]}",
                "{\"allowedPrefixListIds\": [\"pl-LONG\"]}",
                "{\"allowedVpcEndpoints\": [\"LONG\"]}",
                "{\"allowedTransitGatewayIds\": [\"LONG\"]}",
                "{\"severities\": {\"LONG\": \"LOW\"}}",
                "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"owner\": \"LONG\", \"expires\": \"2027-01-31\"}]}",
                "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"owner\": \"me\", \"expires\": \"LONG\"}]}",
                "{\"LONG\": 1}",
            })
    void aTextLongerThanAnyOfAwsIsRefusedAndNotRepeated(String policy) {
        String json = policy.replace("LONG", "1:".repeat(5_000));
        assertThatThrownBy(() -> EgressPolicyReader.read(json, "policy.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write at most 2048")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
        assertThatThrownBy(() -> EgressPolicyReader.read(JSON.readTree(json), EgressPolicy.Mode.STRICT, "policy.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    /** A long list of small blocks is everything too; a request's schema has the same limits. */
    @ParameterizedTest
    @CsvSource({
        "allowedCidrs, 10.0.0.N/32, 100",
        "allowedPrefixListIds, pl-N, 50",
        "allowedVpcEndpoints, vpce-N, 50",
        "allowedTransitGatewayIds, tgw-N, 20"
    })
    void aListIsBounded(String field, String entry, int most) {
        assertThatCode(() -> EgressPolicyReader.read(list(field, entry, most), "policy.json"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> EgressPolicyReader.read(list(field, entry, most + 1), "policy.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(field + " has " + (most + 1) + " entries; write at most " + most);
    }

    private static String list(String field, String entry, int entries) {
        return IntStream.range(0, entries)
                .mapToObj(i -> "\"" + entry.replace("N", String.valueOf(i)) + "\"")
                .collect(Collectors.joining(", ", "{\"" + field + "\": [", "]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"mode\":", "{\"waivers\": [", "{\"severities\": {\"x\":"})
    void aPolicyOfAnyDepthIsRefused(String opening) {
        assertThatThrownBy(() -> EgressPolicyReader.read(opening.repeat(200_000), "policy.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
        assertThatThrownBy(() ->
                        EgressPolicyReader.read("{\"mode\": " + "[".repeat(900) + "]".repeat(900) + "}", "policy.json"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTreeIsReadAsItsTextIs() throws IOException {
        String json =
                "{\"mode\": \"standard\", \"allowedCidrs\": [\"203.0.113.0/24\"], \"severities\": {\"EGR-403\": \"HIGH\"}}";
        assertThat(EgressPolicyReader.read(JSON.readTree(json), EgressPolicy.Mode.STRICT, "egressPolicy"))
                .isEqualTo(EgressPolicyReader.read(json, "policy.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"mode\": null}", "null"})
    void aRequestThatNamesNoModeGetsTheDefaultOne(String json) throws IOException {
        assertThat(EgressPolicyReader.read(JSON.readTree(json), EgressPolicy.Mode.STANDARD, "egressPolicy"))
                .isEqualTo(new EffectivePolicy(EgressPolicy.of(EgressPolicy.Mode.STANDARD), Origin.ADMINISTRATOR));
        assertThat(EgressPolicyReader.read(MissingNode.getInstance(), EgressPolicy.Mode.STANDARD, "egressPolicy"))
                .isEqualTo(new EffectivePolicy(EgressPolicy.of(EgressPolicy.Mode.STANDARD), Origin.ADMINISTRATOR));
    }
}
