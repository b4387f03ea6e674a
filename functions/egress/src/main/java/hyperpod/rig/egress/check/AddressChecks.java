package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayList;
import java.util.List;

/** Public addresses of interfaces: an internet gateway lets traffic out from these alone. */
final class AddressChecks {

    private AddressChecks() {}

    static List<Finding> findings(Subnet subnet, NetworkSnapshot network) {
        List<Finding> findings = new ArrayList<>();
        if (subnet.mapPublicIpOnLaunch()) {
            findings.add(Finding.of(
                    Control.PUBLIC_ADDRESS_ON_LAUNCH,
                    subnet.subnetId(),
                    "interfaces get a public IPv4 address on launch",
                    subnet.subnetId() + ": MapPublicIpOnLaunch is true",
                    Remedy.command(
                            "aws",
                            "ec2",
                            "modify-subnet-attribute",
                            "--subnet-id",
                            subnet.subnetId(),
                            "--no-map-public-ip-on-launch")));
        }
        for (NetworkInterface networkInterface : network.networkInterfacesIn(subnet.subnetId())) {
            if (!networkInterface.isNatGateway()
                    && !networkInterface.publicIpv4().isEmpty()) {
                String addresses = String.join(", ", networkInterface.publicIpv4());
                findings.add(Finding.of(
                        Control.PUBLIC_ADDRESS,
                        networkInterface.networkInterfaceId(),
                        "the interface has the public address " + addresses,
                        networkInterface.networkInterfaceId() + " in " + subnet.subnetId() + ": PublicIp " + addresses,
                        Remedy.command(
                                        "aws",
                                        "ec2",
                                        "disassociate-address",
                                        "--public-ip",
                                        networkInterface.publicIpv4().getFirst())
                                .explained(
                                        "disassociate an Elastic IP; one that AWS gave on launch goes with the interface"
                                                + " alone")));
            }
        }
        return findings;
    }
}
