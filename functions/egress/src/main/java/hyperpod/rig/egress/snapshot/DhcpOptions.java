package hyperpod.rig.egress.snapshot;

import java.util.List;

/**
 * DHCP options, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-dhcp-options.html">describe-dhcp-options</a>
 * prints them.
 *
 * @param dhcpOptionsId {@code dopt-...}
 * @param domainNameServers the DNS resolvers that interfaces use: addresses, or {@code AmazonProvidedDNS}
 */
public record DhcpOptions(String dhcpOptionsId, List<String> domainNameServers) {

    static DhcpOptions from(AwsElement options) {
        return new DhcpOptions(
                options.requiredText("DhcpOptionsId"),
                options.elements("DhcpConfigurations").stream()
                        .filter(configuration -> configuration
                                .text("Key")
                                .filter("domain-name-servers"::equals)
                                .isPresent())
                        .flatMap(configuration -> configuration.elements("Values").stream())
                        .flatMap(value -> value.text("Value").stream())
                        .toList());
    }
}
