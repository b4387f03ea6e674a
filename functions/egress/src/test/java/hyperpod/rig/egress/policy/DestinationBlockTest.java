package hyperpod.rig.egress.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationBlockTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "10.0.0.0/8",
                "203.0.113.7/32",
                "::/0",
                "2001:db8::/32",
                "2001:DB8::7/128",
                "64:ff9b::/96"
            })
    void whatTheLibraryReadsIsReadAlike(String text) {
        DestinationBlock block = DestinationBlock.parse(text);
        Cidr cidr = Cidr.parse(text);
        assertThat(block.first()).isEqualTo(cidr.addresses().getLower().getValue());
        assertThat(block.last()).isEqualTo(cidr.addresses().getUpper().getValue());
        assertThat(block.prefixLength()).isEqualTo(cidr.prefixLength());
        assertThat(block.family()).isEqualTo(cidr.family());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0",
                "10.0.0.0/",
                "/8",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0/8",
                "10/8",
                "010.0.0.0/8",
                "10.0.0.0/8 ",
                " 10.0.0.0/8",
                "10.0.0.1/8",
                "::/129",
                "2001:db8::/-1",
                "::ffff:10.0.0.0/104",
                "::ffff:a00:0/104",
                "fe80::1%1/128",
                "\uff11\uff10.0.0.0/8",
                "10.0.0.0\uff0f8",
                "10.0.0.0/\u0668",
                "10.0.0.0/8\n",
                "1:/8",
                "*",
                "0x0a.0.0.0/8",
                "4294967295/32"
            })
    void whatTheLibraryRefusesIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DestinationBlock.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:", "0", "10.0.", "/", ":", "\ud83d\ude00"})
    void aTextOfAnyLengthIsRefusedByItsLengthAlone(String repeated) {
        assertThatThrownBy(() -> DestinationBlock.parse(repeated.repeat(1_000_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void coveringIsWhatTheAnalysisSays() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            List<String> blocks = IntStream.range(0, 1 + random.nextInt(6))
                    .mapToObj(n -> block(random))
                    .toList();
            String asked = block(random);
            AddressSet set = AddressSet.ofText(blocks.toArray(String[]::new));
            assertThat(DestinationBlock.parse(asked)
                            .isIn(blocks.stream().map(DestinationBlock::parse).toList()))
                    .as(asked + " in " + blocks)
                    .isEqualTo(AddressSet.ofText(asked).minus(set).isEmpty());
        }
    }

    @Test
    void addressesThatSeveralBlocksHoldCountOnce() {
        assertThat(count(AddressFamily.IPV4, "10.0.0.0/24", "10.0.0.128/25", "10.0.1.0/24", "2001:db8::/64"))
                .isEqualTo(512);
        assertThat(count(AddressFamily.IPV6, "10.0.0.0/24", "2001:db8::/120", "2001:db8::/124"))
                .isEqualTo(256);
    }

    @Test
    void smallBlocksThatAreEverythingTogetherCountAsEverything() {
        BigInteger all = BigInteger.ONE.shiftLeft(32);
        assertThat(count(AddressFamily.IPV4, "0.0.0.0/1", "128.0.0.0/1")).isEqualTo(all);
        assertThat(count(
                        AddressFamily.IPV4,
                        IntStream.range(0, 256).mapToObj(i -> i + ".0.0.0/8").toArray(String[]::new)))
                .isEqualTo(all);
        assertThat(count(AddressFamily.IPV4, "64:ff9b::/96")).isEqualTo(all);
        assertThat(count(AddressFamily.IPV4, "64::/16")).isEqualTo(all);
        assertThat(count(AddressFamily.IPV4, "64:ff9b::cb00:7100/120")).isEqualTo(256);
        assertThat(count(AddressFamily.IPV4, "what is this")).isEqualTo(all);
    }

    private static BigInteger count(AddressFamily family, String... entries) {
        return DestinationBlock.count(
                Stream.of(entries)
                        .flatMap(entry -> DestinationBlock.reachedBy(entry).stream())
                        .toList(),
                family);
    }

    /** Of few addresses, so that blocks meet. */
    private static String block(Random random) {
        int length = 26 + random.nextInt(7);
        int low = random.nextInt(64) >> (32 - length) << (32 - length);
        return random.nextBoolean()
                ? "10.0.0." + low + "/" + length
                : "2001:db8::" + Integer.toHexString(low) + "/" + (length + 96);
    }
}
