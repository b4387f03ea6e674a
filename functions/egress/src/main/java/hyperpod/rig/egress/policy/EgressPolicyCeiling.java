package hyperpod.rig.egress.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.control.Severity;
import hyperpod.rig.egress.finding.Waiver;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The most lenient policy that a request may ask for. The administrator sets it by the template's parameters of the
 * same names.
 *
 * @param mayRequestStandardMode whether requests may choose the mode standard where the default is strict
 * @param waivableControls the controls whose findings requests may waive; of what is proven to be open never
 * @param waiverMaxDays for how many days from the day of the request
 * @param mayLowerSeverities whether requests may take what weakens a subnet for advice
 * @param allowableCidrs the blocks in which allowed destinations must lie
 * @param allowablePrefixListIds the prefix lists that requests may allow
 * @param allowableVpcEndpoints the endpoints, by id or service name
 * @param allowableTransitGatewayIds the transit gateways
 * @param allowableIpv4PrefixLength all IPv4 destinations together are at most as many as a block of this length holds
 * @param allowableIpv6PrefixLength the same of IPv6
 */
public record EgressPolicyCeiling(
        boolean mayRequestStandardMode,
        List<String> waivableControls,
        int waiverMaxDays,
        boolean mayLowerSeverities,
        List<String> allowableCidrs,
        List<String> allowablePrefixListIds,
        List<String> allowableVpcEndpoints,
        List<String> allowableTransitGatewayIds,
        Integer allowableIpv4PrefixLength,
        Integer allowableIpv6PrefixLength) {

    /** Nothing beyond the default mode. */
    public static final EgressPolicyCeiling CLOSED = new EgressPolicyCeiling(
            false, List.of(), 0, false, List.of(), List.of(), List.of(), List.of(), Integer.SIZE, Long.SIZE * 2);

    static final String CIDRS = "allowedCidrs";
    static final String PREFIX_LISTS = "allowedPrefixListIds";
    private static final String LEAVE_OUT = "leave it out";
    private static final String OWNED_BY_AWS = "AWS";

    /**
     * What is absent allows nothing. So do empty texts in lists: that is what a parameter is which lists none.
     *
     * @throws IllegalArgumentException if a value cannot be used; the message names it
     */
    public EgressPolicyCeiling {
        allowableIpv4PrefixLength =
                prefixLength("AllowableIpv4PrefixLength", allowableIpv4PrefixLength, AddressFamily.IPV4);
        allowableIpv6PrefixLength =
                prefixLength("AllowableIpv6PrefixLength", allowableIpv6PrefixLength, AddressFamily.IPV6);
        waivableControls = listed(waivableControls);
        allowableCidrs = listed(allowableCidrs);
        allowablePrefixListIds = listed(allowablePrefixListIds);
        allowableVpcEndpoints = listed(allowableVpcEndpoints);
        allowableTransitGatewayIds = listed(allowableTransitGatewayIds);
        allowableCidrs.forEach(DestinationBlock::parse);
        waivableControls.forEach(id -> Control.ofId(id)
                .orElseThrow(() -> new IllegalArgumentException("WaivableControls: control \"" + id
                        + "\" does not exist; docs/egress-controls.md lists them")));
    }

    private static int prefixLength(String parameter, Integer length, AddressFamily family) {
        int bits = DestinationBlock.bits(family);
        if (length != null && (length < 0 || length > bits)) {
            throw new IllegalArgumentException(parameter + " is " + length + "; give 0 to " + bits);
        }
        return Objects.requireNonNullElse(length, bits);
    }

    private static List<String> listed(List<String> values) {
        return Objects.requireNonNullElse(values, List.<String>of()).stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /**
     * Reads a ceiling as the template gives it to functions, a JSON object with these fields.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static EgressPolicyCeiling parse(String json) {
        try {
            return JsonMapper.builder().build().readValue(json, EgressPolicyCeiling.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the ceiling of egress policies cannot be used: correct the template's parameters: "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    /**
     * What a policy is compared with beside the ceiling.
     *
     * @param defaultMode the mode of policies that name none
     * @param prefixLists what is known of a list, by its id
     * @param accountId the account in which the cluster is to be
     * @param day the day in UTC
     */
    public record Circumstances(
            EgressPolicy.Mode defaultMode,
            Function<String, NamedPrefixList> prefixLists,
            String accountId,
            LocalDate day) {}

    /** Everything in the policy that is beyond the ceiling; nothing if the policy may be asked for. */
    public List<Excess> excesses(EgressPolicy policy, Circumstances in) {
        List<Excess> excesses = new ArrayList<>();
        mode(policy.mode(), in).ifPresent(excesses::add);
        each(CIDRS, policy.allowedCidrs(), this::cidr).forEach(excesses::add);
        each(PREFIX_LISTS, policy.allowedPrefixListIds(), (place, id) -> prefixList(place, id, in))
                .forEach(excesses::add);
        each("allowedVpcEndpoints", policy.allowedVpcEndpoints(), this::vpcEndpoint)
                .forEach(excesses::add);
        each("allowedTransitGatewayIds", policy.allowedTransitGatewayIds(), this::transitGateway)
                .forEach(excesses::add);
        policy.severities().forEach((id, severity) -> severity(id, severity).ifPresent(excesses::add));
        each("waivers", policy.waivers(), (place, waiver) -> waiver(place, waiver, in))
                .forEach(excesses::add);
        if (excesses.stream()
                .noneMatch(e -> e.field().startsWith(CIDRS) || e.field().startsWith(PREFIX_LISTS))) {
            excesses.addAll(width().excesses(policy, in.prefixLists()));
        }
        return excesses;
    }

    /** The policy without what is beyond the ceiling. */
    public EgressPolicy capped(EgressPolicy policy, Circumstances in) {
        EgressPolicy capped = new EgressPolicy(
                mode(policy.mode(), in).isPresent() ? in.defaultMode() : policy.mode(),
                kept(policy.allowedCidrs(), text -> cidr(CIDRS, text)),
                kept(policy.allowedPrefixListIds(), id -> prefixList(PREFIX_LISTS, id, in)),
                kept(policy.allowedVpcEndpoints(), name -> vpcEndpoint("", name)),
                kept(policy.allowedTransitGatewayIds(), id -> transitGateway("", id)),
                policy.severities().entrySet().stream()
                        .filter(entry ->
                                severity(entry.getKey(), entry.getValue()).isEmpty())
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                kept(policy.waivers(), waiver -> waiver("", waiver, in)),
                policy.requireDnsFirewall());
        return width().excesses(capped, in.prefixLists()).isEmpty() ? capped : capped.withoutDestinations();
    }

    private static <T> List<T> kept(List<T> values, Function<T, Optional<Excess>> rule) {
        return values.stream().filter(value -> rule.apply(value).isEmpty()).toList();
    }

    private static <T> Stream<Excess> each(String field, List<T> values, BiFunction<String, T, Optional<Excess>> rule) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> rule.apply(field + "[" + i + "]", values.get(i)))
                .flatMap(Optional::stream);
    }

    private Optional<Excess> mode(EgressPolicy.Mode mode, Circumstances in) {
        boolean lenient = mode == EgressPolicy.Mode.STANDARD && in.defaultMode() == EgressPolicy.Mode.STRICT;
        return lenient && !mayRequestStandardMode
                ? Optional.of(new Excess(
                        "mode",
                        mode.text(),
                        "is more lenient than requests may be",
                        LEAVE_OUT + byParameter("MayRequestStandardMode")))
                : Optional.empty();
    }

    private Optional<Excess> cidr(String place, String text) {
        List<DestinationBlock> within =
                allowableCidrs.stream().map(DestinationBlock::parse).toList();
        return DestinationBlock.parse(text).isIn(within)
                ? Optional.empty()
                : Optional.of(new Excess(
                        place,
                        text,
                        "lies outside the destinations that requests may allow: "
                                + (allowableCidrs.isEmpty() ? "there are none" : String.join(", ", allowableCidrs)),
                        LEAVE_OUT + byParameter("AllowableCidrs")));
    }

    private Optional<Excess> prefixList(String place, String id, Circumstances in) {
        Optional<Excess> unnamed = unnamed(place, id, allowablePrefixListIds, "prefix list", "AllowablePrefixListIds");
        if (unnamed.isPresent()) {
            return unnamed;
        }
        NamedPrefixList list = in.prefixLists().apply(id);
        // Whoever owns a list adds destinations when they like.
        if (list.ownerId()
                .filter(owner -> owner.equals(in.accountId()) || owner.equals(OWNED_BY_AWS))
                .isEmpty()) {
            return Optional.of(new Excess(
                    place,
                    id,
                    list.ownerId()
                            .map(owner -> "belongs to account " + owner + ", which may add destinations to it")
                            .orElse("has an owner that could not be read"),
                    "copy its entries into a list of account " + in.accountId() + ", or name them in allowedCidrs"));
        }
        return list.cidrs().isPresent()
                ? Optional.empty()
                : Optional.of(new Excess(
                        place,
                        id,
                        "has entries that could not be read, so that it counts as every address",
                        "let the entries be read, or name destinations in allowedCidrs"));
    }

    private Optional<Excess> vpcEndpoint(String place, String name) {
        return unnamed(place, name, allowableVpcEndpoints, "endpoint", "AllowableVpcEndpoints");
    }

    private Optional<Excess> transitGateway(String place, String id) {
        return unnamed(place, id, allowableTransitGatewayIds, "transit gateway", "AllowableTransitGatewayIds");
    }

    /** What a request allows without that the administrator's parameter names it. */
    private static Optional<Excess> unnamed(
            String place, String id, List<String> allowable, String what, String parameter) {
        return allowable.contains(id)
                ? Optional.empty()
                : Optional.of(new Excess(
                        place, id, "is no " + what + " that requests may allow", LEAVE_OUT + byParameter(parameter)));
    }

    private Optional<Excess> severity(String id, Severity severity) {
        Severity own = Control.ofId(id).map(Control::severity).orElse(Severity.CRITICAL);
        boolean lowered = own.compareTo(Severity.MEDIUM) <= 0 && severity.compareTo(Severity.MEDIUM) > 0;
        return lowered && !mayLowerSeverities
                ? Optional.of(new Excess(
                        "severities." + id,
                        severity.name(),
                        "makes advice of what weakens a subnet, which requests may not",
                        LEAVE_OUT + byParameter("MayLowerSeverities")))
                : Optional.empty();
    }

    private Optional<Excess> waiver(String place, Waiver waiver, Circumstances in) {
        Severity severity =
                Control.ofId(waiver.control()).map(Control::severity).orElse(Severity.CRITICAL);
        if (severity == Severity.CRITICAL) {
            return Optional.of(new Excess(
                    place + ".control",
                    waiver.control(),
                    "is proven to be open, which no request may waive",
                    "close the way; no parameter allows it"));
        }
        if (!waivableControls.contains(waiver.control())) {
            return Optional.of(new Excess(
                    place + ".control",
                    waiver.control(),
                    "is no control that requests may waive",
                    LEAVE_OUT + byParameter("WaivableControls")));
        }
        return waiver.holdsOn(in.day().plusDays(waiverMaxDays).plusDays(1))
                ? Optional.of(new Excess(
                        place + ".expires",
                        waiver.expires(),
                        "is more than " + waiverMaxDays + " days away",
                        "write " + in.day().plusDays(waiverMaxDays) + " or earlier" + byParameter("WaiverMaxDays")))
                : Optional.empty();
    }

    private DestinationWidth width() {
        return new DestinationWidth(allowableIpv4PrefixLength, allowableIpv6PrefixLength);
    }

    static String byParameter(String parameter) {
        return ", or have the administrator extend the template's parameter " + parameter;
    }
}
