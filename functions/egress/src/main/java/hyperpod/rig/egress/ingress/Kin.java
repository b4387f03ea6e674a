package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.snapshot.InterfaceService;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.List;
import java.util.Optional;

/**
 * Interfaces of one subnet that are alike in all but their addresses.
 *
 * @param subnet where they are
 * @param groupIds their security groups; with none this layer lets everything through
 * @param service the service of AWS that uses them; empty for interfaces of instances
 * @param members the interfaces, one at least
 */
record Kin(Subnet subnet, List<String> groupIds, Optional<InterfaceService> service, List<NetworkInterface> members) {

    /** The addresses from which their packets come, if none is known to be theirs those of the whole subnet. */
    AddressSet addresses() {
        AddressSet own = AddressSet.NONE;
        for (NetworkInterface member : members) {
            own = own.union(addressesOf(member));
        }
        return own;
    }

    /** The addresses of one of them. */
    AddressSet addressesOf(NetworkInterface member) {
        AddressSet addresses = member.addresses();
        return addresses.isEmpty() ? AddressSet.of(subnet.cidrBlocks()) : addresses;
    }

    /** Whether packets that they pass on may bear the address of whoever sent them. */
    boolean keepsSender() {
        return service.filter(used -> used.keepsClientAddress() || used == InterfaceService.INSTANCE_CONNECT_ENDPOINT)
                .isPresent();
    }

    /** The id of one that stands for all. */
    String id() {
        return members.getFirst().networkInterfaceId();
    }

    /** What they are, in words. */
    String words() {
        NetworkInterface first = members.getFirst();
        String who = first.networkInterfaceId()
                + (members.size() > 1 ? " and " + (members.size() - 1) + " more like it" : "");
        String what = service.map(used -> used.words() + ": ").orElse("") + first.description();
        String instance = first.instanceId().map(id -> "instance " + id + " ").orElse("");
        String said = (instance + what).strip();
        return said.isEmpty() ? who : who + " (" + said + ")";
    }
}
