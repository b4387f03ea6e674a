package hyperpod.rig.egress.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.egress.finding.Origin;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressPolicyCeilingTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);
    private static final String EVERYWHERE = """
            {"allowableCidrs": ["0.0.0.0/0", "::/0"], "allowableIpv4PrefixLength": 24, "allowableIpv6PrefixLength": 64}""";

    /** A parameter that lists none is a list of one empty text. */
    @Test
    void emptyTextsListNothing() {
        assertThat(EgressPolicyCeiling.parse("""
                {"mayRequestStandardMode": false, "waivableControls": [""], "waiverMaxDays": 0, "mayLowerSeverities": false,
                 "allowableCidrs": [""], "allowablePrefixListIds": [""], "allowableVpcEndpoints": [""],
                 "allowableTransitGatewayIds": [" "], "allowableIpv4PrefixLength": 32, "allowableIpv6PrefixLength": 128}""")).isEqualTo(EgressPolicyCeiling.CLOSED);
        assertThat(EgressPolicyCeiling.parse("{}")).isEqualTo(EgressPolicyCeiling.CLOSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"allowableCidr\": []}",
                "{\"allowableCidrs\": [\"everything\"]}",
                "{\"waivableControls\": [\"*\"]}",
                "{\"waivableControls\": [\"egr-308\"]}",
                "{\"allowableIpv4PrefixLength\": 33}",
                "{\"allowableIpv6PrefixLength\": -1}",
            })
    void aCeilingThatCannotBeUsedIsRefused(String json) {
        assertThatThrownBy(() -> EgressPolicyCeiling.parse(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"198.0.0.0/8\"]",
                "[\"203.0.112.0/24\", \"203.0.113.0/32\"]",
                "[\"2001:db8::/63\"]",
                "[\"2001:db8::/64\", \"2001:db8:1::/128\"]",
            })
    void destinationsTogetherAreNoMoreThanTheAdministratorAllows(String cidrs) {
        assertThat(excesses(EVERYWHERE, "{\"allowedCidrs\": " + cidrs + "}"))
                .singleElement()
                .satisfies(excess -> assertThat(excess.remedy()).containsPattern("AllowableIpv[46]PrefixLength"));
        assertThat(capped(EVERYWHERE, "{\"allowedCidrs\": " + cidrs + "}")
                        .policy()
                        .allowedCidrs())
                .isEmpty();
    }

    @Test
    void blocksThatAreEverythingTogetherAreRefused() {
        String all = IntStream.range(0, 100)
                .mapToObj(i -> "\"" + i + ".0.0.0/8\"")
                .collect(Collectors.joining(", ", "[", "]"));
        assertThat(excesses(EVERYWHERE, "{\"allowedCidrs\": " + all + "}")).hasSize(1);
    }

    @Test
    void onlyWhatIsBeyondCountsForNothing() {
        EffectivePolicy capped = capped("""
                {"waivableControls": ["EGR-308"], "waiverMaxDays": 30, "allowableCidrs": ["203.0.113.0/24"],
                 "allowableIpv4PrefixLength": 24, "allowableTransitGatewayIds": ["tgw-1"]}""", """
                {"mode": "standard", "allowedCidrs": ["203.0.113.0/25", "198.51.100.0/24"], "allowedTransitGatewayIds": ["tgw-1", "tgw-2"],
                 "allowedVpcEndpoints": ["com.amazonaws.us-east-1.s3"], "severities": {"EGR-304": "LOW", "EGR-403": "MEDIUM"},
                 "waivers": [{"control": "EGR-308", "resourceId": "*", "owner": "me", "expires": "2026-12-23"},
                             {"control": "EGR-308", "resourceId": "*", "owner": "me", "expires": "9999-12-31"},
                             {"control": "EGR-309", "resourceId": "*", "owner": "me", "expires": "2026-12-23"}]}""");
        EgressPolicy policy = capped.policy();
        assertThat(policy.mode()).isEqualTo(EgressPolicy.Mode.STRICT);
        assertThat(capped.modeSetBy()).isEqualTo(Origin.ADMINISTRATOR);
        assertThat(policy.allowedCidrs()).containsExactly("203.0.113.0/25");
        assertThat(policy.allowedTransitGatewayIds()).containsExactly("tgw-1");
        assertThat(policy.allowedVpcEndpoints()).isEmpty();
        assertThat(policy.severities()).containsOnlyKeys("EGR-403");
        assertThat(policy.waivers())
                .singleElement()
                .satisfies(waiver -> assertThat(waiver.expires()).isEqualTo("2026-12-23"));
        assertThat(capped.disregarded()).hasSize(7).contains("mode \"standard\" is more lenient than requests may be");
        assertThat(capped.settings()).containsKey("disregarded");
    }

    /** Between the request and a later audit somebody may have added entries, or may no longer let them be read. */
    @Test
    void aPrefixListIsJudgedAgainByWhatItHoldsNow() {
        String ceiling = "{\"allowablePrefixListIds\": [\"pl-1\"], \"allowableIpv4PrefixLength\": 30}";
        String policy = "{\"allowedPrefixListIds\": [\"pl-1\"]}";
        assertThat(capped(ceiling, policy, list("111122223333", "203.0.113.0/30"))
                        .policy()
                        .allowedPrefixListIds())
                .containsExactly("pl-1");
        for (NamedPrefixList changed : List.of(
                list("111122223333", "203.0.113.0/30", "198.51.100.0/32"),
                list("444455556666", "203.0.113.0/30"),
                new NamedPrefixList("pl-1", Optional.of("111122223333"), Optional.empty()),
                new NamedPrefixList("pl-1", Optional.empty(), Optional.of(List.of("203.0.113.0/32"))),
                NamedPrefixList.unknown("pl-1"))) {
            assertThat(capped(ceiling, policy, changed).policy().allowedPrefixListIds())
                    .as(changed.toString())
                    .isEmpty();
        }
    }

    private static NamedPrefixList list(String ownerId, String... cidrs) {
        return new NamedPrefixList("pl-1", Optional.of(ownerId), Optional.of(List.of(cidrs)));
    }

    private static List<Excess> excesses(String ceiling, String policy) {
        return EgressPolicyCeiling.parse(ceiling)
                .excesses(EgressPolicyReader.read(policy, "policy").policy(), in(NamedPrefixList.unknown("")));
    }

    private static EffectivePolicy capped(String ceiling, String policy) {
        return capped(ceiling, policy, NamedPrefixList.unknown(""));
    }

    private static EffectivePolicy capped(String ceiling, String policy, NamedPrefixList list) {
        return EgressPolicyReader.read(policy, "policy").under(EgressPolicyCeiling.parse(ceiling), in(list));
    }

    private static EgressPolicyCeiling.Circumstances in(NamedPrefixList list) {
        return new EgressPolicyCeiling.Circumstances(EgressPolicy.Mode.STRICT, id -> list, "111122223333", TODAY);
    }
}
