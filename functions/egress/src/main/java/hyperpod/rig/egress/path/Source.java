package hyperpod.rig.egress.path;

import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.Optional;

/**
 * The sender of packets as an internet gateway sees it. Whether the sender has a public address decides whether they
 * get out.
 */
sealed interface Source {

    /** The subnet from which packets reach the gateway, if there is one. */
    Optional<Subnet> in();

    /** An interface in a subnet. */
    record Inside(Subnet subnet) implements Source {

        @Override
        public Optional<Subnet> in() {
            return Optional.of(subnet);
        }
    }

    /** A NAT gateway, with or without a public address; a regional one has no subnet. */
    record Nat(boolean isPublic, Optional<Subnet> in) implements Source {}

    /** A private address of another VPC, come through a transit gateway. */
    record Transit(Subnet subnet) implements Source {

        @Override
        public Optional<Subnet> in() {
            return Optional.of(subnet);
        }
    }

    /** An instance that forwards, by one of its interfaces. */
    record Appliance(NetworkInterface networkInterface, Subnet subnet) implements Source {

        @Override
        public Optional<Subnet> in() {
            return Optional.of(subnet);
        }
    }
}
