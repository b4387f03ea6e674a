package hyperpod.rig.egress.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import hyperpod.rig.egress.finding.Origin;
import hyperpod.rig.egress.finding.Waiver;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * The whole policy by which an audit is judged, with who set each of its fields. In JSON each field is an object with
 * {@code value} and {@code origin}.
 *
 * @param policy the policy
 * @param modeSetBy who chose its mode; whatever else differs from the default is the requester's
 * @param disregarded what was asked for beyond the administrator's ceiling and counts for nothing, in words
 */
public record EffectivePolicy(EgressPolicy policy, Origin modeSetBy, List<String> disregarded) {

    /** The name of the field of what counts for nothing. */
    static final String DISREGARDED = "disregarded";

    public EffectivePolicy {
        disregarded = List.copyOf(disregarded);
    }

    /** A policy of which everything counts. */
    public EffectivePolicy(EgressPolicy policy, Origin modeSetBy) {
        this(policy, modeSetBy, List.of());
    }

    /** What is left of it under an administrator's ceiling. */
    public EffectivePolicy under(EgressPolicyCeiling ceiling, EgressPolicyCeiling.Circumstances in) {
        List<String> beyond =
                ceiling.excesses(policy, in).stream().map(Excess::sentence).toList();
        if (beyond.isEmpty()) {
            return this;
        }
        EgressPolicy capped = ceiling.capped(policy, in);
        return new EffectivePolicy(capped, capped.mode() == policy.mode() ? modeSetBy : Origin.ADMINISTRATOR, beyond);
    }

    /**
     * One field.
     *
     * @param value what it is
     * @param origin who set it
     */
    public record Setting(Object value, Origin origin) {

        /** What it is, in words. */
        public String text() {
            return switch (value) {
                case EgressPolicy.Mode mode -> mode.text();
                case Collection<?> list when list.isEmpty() -> "none";
                case Map<?, ?> map when map.isEmpty() -> "none";
                case Collection<?> list -> list.stream().map(Setting::element).collect(Collectors.joining(", "));
                default -> value.toString();
            };
        }

        private static String element(Object element) {
            return element instanceof Waiver waiver
                    ? waiver.control() + " of " + waiver.resourceId() + " waived by " + waiver.owner() + " until "
                            + waiver.expires()
                    : element.toString();
        }
    }

    /** A policy that the requester chose, its mode too. */
    public static EffectivePolicy requested(EgressPolicy policy) {
        return new EffectivePolicy(policy, Origin.REQUESTER);
    }

    /** Who set a field. */
    public Origin setBy(String field) {
        return settings().get(field).origin();
    }

    /** Every field by its name, in the order of the documentation. */
    @JsonValue
    public SequencedMap<String, Setting> settings() {
        SequencedMap<String, Setting> settings = new LinkedHashMap<>();
        settings.put("mode", new Setting(policy.mode(), modeSetBy));
        settings.put("allowedCidrs", ofList(policy.allowedCidrs()));
        settings.put("allowedPrefixListIds", ofList(policy.allowedPrefixListIds()));
        settings.put("allowedVpcEndpoints", ofList(policy.allowedVpcEndpoints()));
        settings.put("allowedTransitGatewayIds", ofList(policy.allowedTransitGatewayIds()));
        settings.put(
                "severities",
                new Setting(policy.severities(), of(!policy.severities().isEmpty())));
        settings.put("waivers", ofList(policy.waivers()));
        settings.put("requireDnsFirewall", new Setting(policy.requireDnsFirewall(), of(policy.requireDnsFirewall())));
        if (!disregarded.isEmpty()) {
            settings.put(DISREGARDED, new Setting(disregarded, Origin.ADMINISTRATOR));
        }
        return settings;
    }

    private static Setting ofList(List<?> list) {
        return new Setting(list, of(!list.isEmpty()));
    }

    private static Origin of(boolean set) {
        return set ? Origin.REQUESTER : Origin.DEFAULT;
    }
}
