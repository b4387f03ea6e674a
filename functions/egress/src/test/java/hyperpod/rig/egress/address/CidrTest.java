package hyperpod.rig.egress.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The notation of AWS, and none of the others that the library knows. */
class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, IPV4, 0",
        "10.0.0.0/8, IPV4, 8",
        "255.255.255.255/32, IPV4, 32",
        "::/0, IPV6, 0",
        "2600:1f14:abc:de00::/56, IPV6, 56",
        "2001:0DB8:0:0:0:0:0:0/32, IPV6, 32",
        "64:ff9b::192.0.2.0/120, IPV6, 120",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128, IPV6, 128",
    })
    void readsWhatAwsAccepts(String text, AddressFamily family, int prefixLength) {
        Cidr cidr = Cidr.parse(text);
        assertThat(cidr.family()).isEqualTo(family);
        assertThat(cidr.prefixLength()).isEqualTo(prefixLength);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                "/8",
                "*",
                "*/8",
                "-",
                "10.0.0.0",
                "::",
                "localhost/32",
                // Lengths.
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/08",
                "10.0.0.0/00",
                "10.0.0.0/x",
                "10.0.0.0/8/8",
                "10.0.0.0/255.0.0.0",
                "10.0.0.0/4294967304",
                "::/129",
                "2001:db8::/032",
                "2001:db8::/ffff:ffff::",
                // Blanks.
                " 10.0.0.0/8",
                "10.0.0.0/8 ",
                "10.0.0.0 /8",
                "10.0.0.0/8\n",
                "\t::/0",
                // Forms of inet_aton, zero-padded and binary numbers.
                "10/8",
                "10.0/16",
                "10.0.0/24",
                "167772160/8",
                "010.0.0.0/8",
                "10.00.0.0/8",
                "0x0a.0.0.0/8",
                "0xa000000/8",
                "012.0.0.0/8",
                "0b1010.0.0.0/8",
                "256.0.0.0/8",
                "10.0.0.0.0/8",
                "10..0.0/8",
                "::10.00.0.0/104",
                "20010db8000000000000000000000000/32",
                // Wildcards and ranges.
                "10.*.0.0/16",
                "10.0.0-1.0/24",
                "1-2.0.0.0/8",
                "1_.0.0.0/8",
                "10.%.0.0/16",
                "2001:*::/32",
                "2001:db8-db9::/32",
                "*:*/32",
                "*.*/8",
                // Zones, base 85, and IPv6 that is none.
                "fe80::%eth0/64",
                "fe80::%1/64",
                "fe80::/64%1",
                "fe80::%/64",
                "4)+k&C#VzJ4br>0wv%Yp/64",
                "1:2:3/64",
                "1::2::/64",
                ":::/0",
                "00db8::/32",
                "[2001:db8::]/32",
                "2001:db8::g/64",
                "\u0661\u0660.0.0.0/8"
            })
    void refusesEveryOtherNotation(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse(text))
                .withMessage("\"" + text + "\" is not a CIDR block such as 10.0.0.0/16 or 2001:db8::/32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1/8", "0.0.0.1/0", "10.0.0.1/31", "2001:db8::1/32", "::1/0", "::1/127"})
    void refusesAddressBitsBeyondThePrefix(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse(text))
                .withMessageContaining(text)
                .withMessageContaining("beyond its prefix length");
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:10.0.0.0/104", "::ffff:a00:0/104", "0:0:0:0:0:ffff:0:0/96"})
    void refusesIpv4MappedIntoIpv6(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse(text))
                .withMessageContaining(text)
                .withMessageContaining("write the IPv4 block instead");
    }

    @Test
    void refusesTextOfAnyLength() {
        for (String text : List.of(
                "1.".repeat(1_000_000) + "/8", ":".repeat(1_000_000) + "/8", "10.0.0.0/" + "8".repeat(1_000_000))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Cidr.parse(text))
                    .satisfies(e -> assertThat(e.getMessage())
                            .as("a message that does not repeat it")
                            .hasSizeLessThan(150));
        }
    }
}
