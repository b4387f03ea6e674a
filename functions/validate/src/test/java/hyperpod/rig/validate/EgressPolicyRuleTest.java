package hyperpod.rig.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonProcessingException;
import hyperpod.rig.core.Json;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.testkit.AwsAccount;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request may ask for, and how it is told what it may not. */
class EgressPolicyRuleTest extends SampleRequest {

    private static final LocalDate TODAY = LocalDate.ofInstant(AwsAccount.NOW, ZoneOffset.UTC);
    private static final String LIST = "pl-0123456789abcdef0";

    /** Under the defaults of the template. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"mode\": \"standard\"} | egressPolicy.mode is \"standard\" | MayRequestStandardMode",
                "{\"allowedCidrs\": [\"203.0.113.7/32\"]} | egressPolicy.allowedCidrs[0] is \"203.0.113.7/32\" | AllowableCidrs",
                "{\"allowedPrefixListIds\": [\"pl-0123456789abcdef0\"]} | egressPolicy.allowedPrefixListIds[0] is \"pl-0123456789abcdef0\" | AllowablePrefixListIds",
                "{\"allowedVpcEndpoints\": [\"com.amazonaws.us-east-1.s3\"]} | egressPolicy.allowedVpcEndpoints[0] is \"com.amazonaws.us-east-1.s3\" | AllowableVpcEndpoints",
                "{\"allowedTransitGatewayIds\": [\"tgw-0123456789abcdef0\"]} | egressPolicy.allowedTransitGatewayIds[0] is \"tgw-0123456789abcdef0\" | AllowableTransitGatewayIds",
                "{\"severities\": {\"EGR-304\": \"LOW\"}} | egressPolicy.severities.EGR-304 is \"LOW\" | MayLowerSeverities",
                "{\"waivers\": [{\"control\": \"EGR-308\", \"resourceId\": \"*\", \"owner\": \"me\", \"expires\": \"2026-07-12\"}]} | egressPolicy.waivers[0].control is \"EGR-308\" | WaivableControls",
            })
    void whatIsBeyondTheCeilingIsRefusedByFieldValueAndParameter(String policy, String place, String parameter)
            throws JsonProcessingException {
        request.set("egressPolicy", Json.MAPPER.readTree(policy));
        assertRefused("1 violation;", place, "the template's parameter " + parameter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"mode\": \"strict\", \"allowedCidrs\": []}",
                "{\"severities\": {\"EGR-403\": \"HIGH\", \"EGR-304\": \"CRITICAL\"}}",
                "{\"requireDnsFirewall\": true}",
                "{\"requireDnsFirewall\": null}",
            })
    void whatIsStricterNeedsNoLeave(String policy) throws JsonProcessingException {
        request.set("egressPolicy", Json.MAPPER.readTree(policy));
        assertThatCode(this::validate).doesNotThrowAnyException();
    }

    @Test
    void theModeStandardMayBeNamedWhereItIsTheDefault() {
        defaultMode = EgressPolicy.Mode.STANDARD;
        request.putObject("egressPolicy").put("mode", "standard");
        assertThatCode(this::validate).doesNotThrowAnyException();
    }

    @Test
    void theCeilingGoesWithTheRequest() {
        ceiling = EgressPolicyCeiling.parse("{\"mayRequestStandardMode\": true}");
        assertThat(validate().egressPolicyCeiling()).isEqualTo(ceiling);
    }

    @Test
    void anOpenPathIsNeverWaivedWhateverTheAdministratorWrote() {
        ceiling = EgressPolicyCeiling.parse("{\"waivableControls\": [\"EGR-101\"], \"waiverMaxDays\": 30}");
        waiver("EGR-101", TODAY);
        assertRefused("waivers[0].control is \"EGR-101\"", "no parameter allows it");
    }

    @Test
    void aWaiverEndsWithinTheDaysThatTheAdministratorAllows() {
        ceiling = EgressPolicyCeiling.parse("{\"waivableControls\": [\"EGR-308\"], \"waiverMaxDays\": 30}");
        waiver("EGR-308", TODAY.plusDays(30));
        assertThatCode(this::validate).doesNotThrowAnyException();
        waiver("EGR-308", TODAY.plusDays(31));
        assertRefused("waivers[0].expires", "write " + TODAY.plusDays(30) + " or earlier", "WaiverMaxDays");
        waiver("EGR-308", LocalDate.of(9999, 12, 31));
        assertRefused("is more than 30 days away");
    }

    @Test
    void aPrefixListCountsWithAllItsEntries() {
        ceiling = lists(30);
        prefixList(AwsAccount.ID, "203.0.113.0/31", "203.0.113.2/31");
        request.putObject("egressPolicy").putArray("allowedPrefixListIds").add(LIST);
        assertThatCode(this::validate).doesNotThrowAnyException();
        prefixList(AwsAccount.ID, "203.0.113.0/31", "203.0.113.2/31", "203.0.113.4/32");
        assertRefused("is \"5 IPv4 addresses\"", "more than the 4 of a /30", "AllowableIpv4PrefixLength");
        prefixList(AwsAccount.ID, "64:ff9b::/96");
        assertRefused("is \"4294967296 IPv4 addresses\"");
    }

    @Test
    void aPrefixListOfAnotherAccountIsNeverAccepted() {
        ceiling = lists(0);
        prefixList("444455556666", "203.0.113.0/32");
        request.putObject("egressPolicy").putArray("allowedPrefixListIds").add(LIST);
        assertRefused(LIST, "belongs to account 444455556666");
        prefixList("AWS", "203.0.113.0/32");
        assertThatCode(this::validate).doesNotThrowAnyException();
    }

    @Test
    void aPrefixListThatNobodyKnowsIsRefused() {
        ceiling = lists(0);
        request.putObject("egressPolicy").putArray("allowedPrefixListIds").add(LIST);
        assertRefused(LIST, "has an owner that could not be read");
    }

    @Test
    void nat64IsNoWayAroundTheLimitOfIpv4() {
        ceiling = EgressPolicyCeiling.parse(
                "{\"allowableCidrs\": [\"0.0.0.0/0\", \"::/0\"], \"allowableIpv6PrefixLength\": 0}");
        request.putObject("egressPolicy").putArray("allowedCidrs").add("64:ff9b::/96");
        assertRefused("by which NAT64 reaches IPv4");
    }

    private static EgressPolicyCeiling lists(int ipv4PrefixLength) {
        return EgressPolicyCeiling.parse("{\"allowablePrefixListIds\": [\"" + LIST
                + "\"], \"allowableIpv6PrefixLength\": 0, \"allowableIpv4PrefixLength\": " + ipv4PrefixLength + "}");
    }

    private void prefixList(String ownerId, String... cidrs) {
        account.removed("PrefixLists", "PrefixListId", LIST)
                .network("""
                {"PrefixLists": [{"PrefixListId": "%s", "OwnerId": "%s", "Cidrs": ["%s"]}]}""".formatted(LIST, ownerId, String.join("\", \"", cidrs)));
    }

    private void waiver(String control, LocalDate expires) {
        request.putObject("egressPolicy")
                .putArray("waivers")
                .addObject()
                .put("control", control)
                .put("resourceId", "vpce-0123456789abcdef0")
                .put("owner", "network@example.com")
                .put("expires", expires.toString());
    }
}
