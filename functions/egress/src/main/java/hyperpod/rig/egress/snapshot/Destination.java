package hyperpod.rig.egress.snapshot;

import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.address.Cidr;

/** What a route matches. */
public sealed interface Destination {

    /** The destination as the AWS CLI prints it. */
    String text();

    /** The option by which the AWS CLI's {@code delete-route} takes this destination. */
    String cliOption();

    /**
     * One block.
     *
     * @param block the addresses
     * @param text the block as AWS prints it
     */
    record Block(Cidr block, String text) implements Destination {

        @Override
        public String cliOption() {
            return block.family() == AddressFamily.IPV4 ? "--destination-cidr-block" : "--destination-ipv6-cidr-block";
        }
    }

    /**
     * Every block of a managed prefix list.
     *
     * @param prefixListId {@code pl-...}
     */
    record PrefixListReference(String prefixListId) implements Destination {

        @Override
        public String text() {
            return prefixListId;
        }

        @Override
        public String cliOption() {
            return "--destination-prefix-list-id";
        }
    }
}
