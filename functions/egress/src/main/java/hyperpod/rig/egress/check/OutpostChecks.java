package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.List;

/**
 * Local network interfaces of an Outpost: by these an instance reaches the network around it past every route table,
 * security group and network ACL.
 *
 * @see <a href="https://docs.aws.amazon.com/outposts/latest/userguide/local-network-interface.html">Local network
 *     interfaces</a>
 */
final class OutpostChecks {

    private OutpostChecks() {}

    static List<Finding> findings(Subnet subnet) {
        return subnet.localNetworkInterfaces()
                ? List.of(Finding.of(
                        Control.UNKNOWN_PATH,
                        subnet.subnetId(),
                        "instances get local network interfaces, which pass no route table and no security group",
                        subnet.subnetId() + ": EnableLniAtDeviceIndex",
                        Remedy.command(
                                "aws",
                                "ec2",
                                "modify-subnet-attribute",
                                "--subnet-id",
                                subnet.subnetId(),
                                "--disable-lni-at-device-index")))
                : List.of();
    }
}
