package hyperpod.rig.egress.policy;

import hyperpod.rig.egress.address.AddressFamily;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How many destinations a policy may allow together: blocks that are small one by one may be everything together.
 *
 * @param ipv4PrefixLength as many IPv4 addresses as one block of this length holds
 * @param ipv6PrefixLength the same of IPv6
 */
record DestinationWidth(int ipv4PrefixLength, int ipv6PrefixLength) {

    /**
     * By what a policy is too wide, one for each family.
     *
     * @param prefixLists what is known of a list, by its id
     */
    List<Excess> excesses(EgressPolicy policy, Function<String, NamedPrefixList> prefixLists) {
        List<DestinationBlock> blocks = Stream.concat(
                        policy.allowedCidrs().stream(),
                        policy.allowedPrefixListIds().stream()
                                .map(prefixLists)
                                .flatMap(list -> list.cidrs().stream())
                                .flatMap(Collection::stream))
                .flatMap(entry -> DestinationBlock.reachedBy(entry).stream())
                .toList();
        return Stream.of(
                        excess(blocks, AddressFamily.IPV4, ipv4PrefixLength, "AllowableIpv4PrefixLength"),
                        excess(blocks, AddressFamily.IPV6, ipv6PrefixLength, "AllowableIpv6PrefixLength"))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Excess> excess(
            List<DestinationBlock> blocks, AddressFamily family, int prefixLength, String parameter) {
        BigInteger count = DestinationBlock.count(blocks, family);
        BigInteger limit = BigInteger.ONE.shiftLeft(DestinationBlock.bits(family) - prefixLength);
        return count.compareTo(limit) <= 0
                ? Optional.empty()
                : Optional.of(new Excess(
                        EgressPolicyCeiling.CIDRS + " and " + EgressPolicyCeiling.PREFIX_LISTS,
                        count + " " + (family == AddressFamily.IPV4 ? "IPv4" : "IPv6") + " addresses",
                        "are more than the " + limit + " of a /" + prefixLength + ", which requests may allow together",
                        "allow fewer" + EgressPolicyCeiling.byParameter(parameter)));
    }
}
