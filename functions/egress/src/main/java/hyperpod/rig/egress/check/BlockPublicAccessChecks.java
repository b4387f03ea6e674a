package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.path.BlockPublicAccess;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.VpcBlockPublicAccessOptions;
import java.util.List;
import java.util.Optional;

/** Reports VPC Block Public Access as evidence for the lockdown. Which paths it blocks is found with the paths. */
final class BlockPublicAccessChecks {

    private final BlockPublicAccess blockPublicAccess;

    BlockPublicAccessChecks(NetworkSnapshot network) {
        blockPublicAccess = new BlockPublicAccess(network);
    }

    List<Finding> findings(Subnet subnet) {
        VpcBlockPublicAccessOptions.Mode mode = blockPublicAccess.mode(subnet.vpcId(), Optional.of(subnet));
        if (mode == VpcBlockPublicAccessOptions.Mode.OFF) {
            return List.of();
        }
        return List.of(Finding.of(
                Control.BLOCK_PUBLIC_ACCESS,
                subnet.vpcId(),
                "VPC Block Public Access keeps internet gateways closed: " + mode,
                "VpcBlockPublicAccessOptions: InternetGatewayBlockMode, and no exclusion of " + subnet.vpcId(),
                "nothing to do: this is evidence for the lockdown"));
    }
}
