package hyperpod.rig.egress.address;

import static org.assertj.core.api.Assertions.assertThat;

import inet.ipaddr.IPAddress;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of consecutive addresses against bits: bit n stands for the n-th address. */
class AddressSetTest {

    private static final int RANDOM_PAIRS = 5_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/32",
                "10.0.255.253/32",
                "255.255.255.250/32",
                "::/128",
                "2001:db8::ffff:ffff:ffff:fffd/128",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffa/128"
            })
    void everyPairOfSubsetsOfSixAddresses(String first) {
        List<IPAddress> addresses = consecutive(first, 6);
        List<AddressSet> subsets =
                LongStream.range(0, 64).mapToObj(bits -> set(bits, addresses)).toList();
        for (int a = 0; a < subsets.size(); a++) {
            assertThat(bits(subsets.get(a), addresses)).isEqualTo(a);
            for (int b = 0; b < subsets.size(); b++) {
                String pair = first + ", bits " + a + " and " + b;
                assertThat(subsets.get(a).union(subsets.get(b))).as(pair).isEqualTo(subsets.get(a | b));
                assertThat(subsets.get(a).intersect(subsets.get(b))).as(pair).isEqualTo(subsets.get(a & b));
                assertThat(subsets.get(a).minus(subsets.get(b))).as(pair).isEqualTo(subsets.get(a & ~b));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.255.255.240/32", "2001:db8::fff0/128"})
    void randomPairsOfSetsOfManyRanges(String first) {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        List<IPAddress> addresses = consecutive(first, Long.SIZE);
        for (int i = 0; i < RANDOM_PAIRS; i++) {
            long a = random.nextLong();
            long b = random.nextBoolean()
                    ? random.nextLong()
                    : random.nextLong() & random.nextLong() & random.nextLong();
            String pair = "seed %d: %x and %x".formatted(seed, a, b);
            assertThat(set(a, addresses).union(set(b, addresses))).as(pair).isEqualTo(set(a | b, addresses));
            assertThat(set(a, addresses).intersect(set(b, addresses))).as(pair).isEqualTo(set(a & b, addresses));
            assertThat(set(a, addresses).minus(set(b, addresses))).as(pair).isEqualTo(set(a & ~b, addresses));
        }
    }

    @Test
    void familiesAreApart() {
        AddressSet ipv4 = AddressSet.ofText("0.0.0.0/0");
        AddressSet ipv6 = AddressSet.ofText("::/0");
        assertThat(ipv4.intersect(ipv6)).isEqualTo(AddressSet.NONE);
        assertThat(ipv4.minus(ipv6)).isEqualTo(ipv4);
        assertThat(ipv4.union(ipv6)).isEqualTo(AddressSpace.ALL);
        assertThat(AddressSpace.ALL.minus(ipv4))
                .isEqualTo(AddressSpace.ALL.ipv6Only())
                .isEqualTo(ipv6);
        assertThat(AddressSpace.ALL.minus(AddressSpace.ALL).isEmpty()).isTrue();
    }

    @Test
    void aNatGatewayTakesTheImageOfIpv4BackToIt() {
        AddressSet ipv4 = AddressSet.ofText("8.8.8.0/24", "10.0.0.0/8", "255.255.255.255/32", "0.0.0.0/32");
        AddressSet image = AddressSpace.withNat64Image(ipv4).ipv6Only();
        assertThat(image)
                .isEqualTo(AddressSet.ofText(
                        "64:ff9b::808:800/120", "64:ff9b::a00:0/104", "64:ff9b::ffff:ffff/128", "64:ff9b::/128"));
        assertThat(AddressSpace.afterNatGateway(image)).isEqualTo(ipv4);
        assertThat(AddressSpace.afterNatGateway(AddressSpace.ALL.ipv6Only())).isEqualTo(AddressSpace.ALL.ipv4Only());
        assertThat(AddressSpace.afterNatGateway(AddressSet.ofText("2600::/16"))).isEqualTo(AddressSet.NONE);
    }

    @Test
    void publicAndPrivateAreApart() {
        assertThat(AddressSpace.PUBLIC.intersect(AddressSpace.PRIVATE)).isEqualTo(AddressSet.NONE);
        assertThat(AddressSpace.PUBLIC
                        .intersect(AddressSet.ofText("64:ff9b::808:808/128"))
                        .isEmpty())
                .isFalse();
        assertThat(AddressSpace.PRIVATE
                        .intersect(AddressSet.ofText("64:ff9b::a00:1/128"))
                        .isEmpty())
                .isFalse();
        assertThat(AddressSpace.PUBLIC
                        .intersect(AddressSet.ofText("169.254.169.254/32", "fe80::/10"))
                        .isEmpty())
                .isTrue();
    }

    private static List<IPAddress> consecutive(String first, int count) {
        IPAddress address = Cidr.parse(first).addresses();
        return IntStream.range(0, count)
                .mapToObj(i -> address.increment(BigInteger.valueOf(i)))
                .toList();
    }

    private static AddressSet set(long bits, List<IPAddress> addresses) {
        List<Cidr> members = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            if ((bits >>> i & 1) == 1) {
                members.add(new Cidr(addresses.get(i)));
            }
        }
        return AddressSet.of(members);
    }

    private static long bits(AddressSet set, List<IPAddress> addresses) {
        long bits = 0;
        for (int i = 0; i < addresses.size(); i++) {
            IPAddress address = addresses.get(i);
            if (set.ranges().stream().anyMatch(range -> range.contains(address))) {
                bits |= 1L << i;
            }
        }
        return bits;
    }
}
