package hyperpod.rig.egress.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.control.Severity;
import hyperpod.rig.egress.finding.Waiver;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a policy accepts of what an audit finds. It changes no verdict. The same fields make a policy file and the
 * {@code egressPolicy} of a request; every one may be absent.
 *
 * @param mode which verdicts are accepted; strict if absent
 * @param allowedCidrs destinations that may be reached, in CIDR notation
 * @param allowedPrefixListIds prefix lists ({@code pl-...}) whose destinations may be reached
 * @param allowedVpcEndpoints endpoints that may lead anywhere, by id ({@code vpce-...}) or by service name
 * @param allowedTransitGatewayIds transit gateways ({@code tgw-...}) that may lead to other networks and to what the
 *     snapshot does not show; a proven path to public addresses is not allowed by it
 * @param severities by control id, whether the policy counts what the control finds: from MEDIUM on it does, below it
 *     does not. No finding's severity changes
 * @param waivers findings that somebody answers for, up to a date
 * @param requireDnsFirewall whether the policy holds only with a DNS Firewall that blocks public names (EGR-403), in
 *     either mode; false if absent
 */
public record EgressPolicy(
        Mode mode,
        List<String> allowedCidrs,
        List<String> allowedPrefixListIds,
        List<String> allowedVpcEndpoints,
        List<String> allowedTransitGatewayIds,
        Map<String, Severity> severities,
        List<Waiver> waivers,
        boolean requireDnsFirewall) {

    /**
     * A block with a shorter prefix cannot be allowed: it holds so many addresses that the audit would judge next to
     * nothing.
     */
    private static final Map<AddressFamily, Integer> SHORTEST_PREFIX =
            Map.of(AddressFamily.IPV4, 8, AddressFamily.IPV6, 16);

    /** Which verdicts are accepted. */
    public enum Mode {
        /** Nothing that weakens a subnet, unless another field accepts it. */
        STRICT,
        /** What weakens a subnet too. */
        STANDARD;

        /**
         * The mode by its name in lower case.
         *
         * @throws IllegalArgumentException if there is none of that name
         */
        @JsonCreator
        public static Mode parse(String name) {
            for (Mode mode : values()) {
                if (mode.text().equals(name)) {
                    return mode;
                }
            }
            throw new IllegalArgumentException("policy mode \"" + name + "\" does not exist; use strict or standard");
        }

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if a value cannot be used; the message names it and the remedy */
    public EgressPolicy {
        mode = mode == null ? Mode.STRICT : mode;
        allowedCidrs = copy("allowedCidrs", allowedCidrs, 100);
        allowedPrefixListIds = copy("allowedPrefixListIds", allowedPrefixListIds, 50);
        allowedVpcEndpoints = copy("allowedVpcEndpoints", allowedVpcEndpoints, 50);
        allowedTransitGatewayIds = copy("allowedTransitGatewayIds", allowedTransitGatewayIds, 20);
        waivers = copy("waivers", waivers, 50);
        severities = severities == null ? Map.of() : severities;
        refuseNull("severities", severities.values());
        severities = Map.copyOf(severities);
        allowedCidrs.forEach(EgressPolicy::checkAllowed);
        severities.forEach(EgressPolicy::checkSeverity);
    }

    /** A policy of this mode that allows nothing besides. */
    public static EgressPolicy of(Mode mode) {
        return new EgressPolicy(mode, List.of(), List.of(), List.of(), List.of(), Map.of(), List.of(), false);
    }

    /** The same policy with another mode. */
    public EgressPolicy withMode(Mode other) {
        return new EgressPolicy(
                other,
                allowedCidrs,
                allowedPrefixListIds,
                allowedVpcEndpoints,
                allowedTransitGatewayIds,
                severities,
                waivers,
                requireDnsFirewall);
    }

    /** The same policy without destinations that may be reached. */
    EgressPolicy withoutDestinations() {
        return new EgressPolicy(
                mode,
                List.of(),
                List.of(),
                allowedVpcEndpoints,
                allowedTransitGatewayIds,
                severities,
                waivers,
                requireDnsFirewall);
    }

    /** A request's schema sets the same limits. */
    private static <T> List<T> copy(String field, List<T> list, int most) {
        if (list == null) {
            return List.of();
        }
        if (list.size() > most) {
            throw new IllegalArgumentException(field + " has " + list.size() + " entries; write at most " + most);
        }
        refuseNull(field, list);
        return List.copyOf(list);
    }

    private static void refuseNull(String field, Collection<?> values) {
        if (values.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(field + ": null stands for nothing; leave it out");
        }
    }

    private static void checkAllowed(String text) {
        DestinationBlock block;
        try {
            block = DestinationBlock.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "allowedCidrs: " + e.getMessage() + "; write a block such as 203.0.113.0/24", e);
        }
        int shortest = SHORTEST_PREFIX.get(block.family());
        if (block.prefixLength() < shortest) {
            throw new IllegalArgumentException(
                    "allowedCidrs: \"" + text + "\" allows so much that nothing would be audited;"
                            + " name the destinations in blocks of /" + shortest + " or longer");
        }
        if (block.reachesIpv4()) {
            throw new IllegalArgumentException("allowedCidrs: \"" + text
                    + "\" holds addresses of 64:ff9b::/96, by which NAT64 reaches IPv4; write the IPv4 block instead");
        }
    }

    private static void checkSeverity(String id, Severity severity) {
        Control control = Control.ofId(id)
                .orElseThrow(() -> new IllegalArgumentException(
                        "severities: control \"" + id + "\" does not exist; docs/egress-controls.md lists them"));
        if (control.isFact()) {
            throw new IllegalArgumentException(
                    "severities: " + id + " says that a path is open or not proven, which no severity changes;"
                            + " allow its destination, or waive it with an owner and an expiry date");
        }
    }
}
