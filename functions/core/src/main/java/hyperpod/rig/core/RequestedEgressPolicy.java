package hyperpod.rig.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How closed the network must be, as the request says it; VerifyEgressLockdown reads it as it reads a policy file.
 *
 * @param mode {@code strict} accepts the verdict LOCKED alone, {@code standard} also WEAKENED
 * @param allowedCidrs destinations that may be reached, in CIDR notation
 * @param allowedPrefixListIds prefix lists ({@code pl-...}) whose destinations may be reached
 * @param allowedVpcEndpoints endpoints that may lead anywhere, by id ({@code vpce-...}) or service name
 * @param allowedTransitGatewayIds transit gateways ({@code tgw-...}) that may lead to other networks
 * @param severities severities other than the controls' own, by control id
 * @param waivers findings that somebody answers for
 */
public record RequestedEgressPolicy(
        Optional<String> mode,
        List<String> allowedCidrs,
        List<String> allowedPrefixListIds,
        List<String> allowedVpcEndpoints,
        List<String> allowedTransitGatewayIds,
        Map<String, String> severities,
        List<RequestedWaiver> waivers) {

    /** Without a policy in the request. */
    public static final RequestedEgressPolicy NONE =
            new RequestedEgressPolicy(Optional.empty(), List.of(), List.of(), List.of(), List.of(), Map.of(), List.of());

    public RequestedEgressPolicy {
        allowedCidrs = copy(allowedCidrs);
        allowedPrefixListIds = copy(allowedPrefixListIds);
        allowedVpcEndpoints = copy(allowedVpcEndpoints);
        allowedTransitGatewayIds = copy(allowedTransitGatewayIds);
        severities = severities == null ? Map.of() : Map.copyOf(severities);
        waivers = copy(waivers);
    }

    private static <T> List<T> copy(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /** The same policy with this mode, if it names none. */
    public RequestedEgressPolicy withDefaultMode(String defaultMode) {
        return new RequestedEgressPolicy(Optional.of(mode.orElse(defaultMode)), allowedCidrs, allowedPrefixListIds, allowedVpcEndpoints,
                allowedTransitGatewayIds, severities, waivers);
    }
}
