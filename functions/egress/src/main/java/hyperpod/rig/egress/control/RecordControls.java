package hyperpod.rig.egress.control;

import hyperpod.rig.egress.finding.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.path.BlockPublicAccess;
import hyperpod.rig.egress.snapshot.FlowLog;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.VpcBlockPublicAccessOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Evidence beside the paths: what records traffic, and what keeps the Region's internet gateways closed. */
final class RecordControls {

    private final NetworkSnapshot network;
    private final BlockPublicAccess blockPublicAccess;
    private final Set<String> recorded;

    RecordControls(NetworkSnapshot network) {
        this.network = network;
        blockPublicAccess = new BlockPublicAccess(network);
        recorded = network.flowLogs().stream()
                .filter(log -> log.active() && log.recordsAccepted())
                .map(FlowLog::resourceId)
                .collect(Collectors.toUnmodifiableSet());
    }

    List<Finding> findings(Subnet subnet) {
        List<Finding> findings = new ArrayList<>();
        if (network.holds(ResourceKind.FLOW_LOG) && !recorded.contains(subnet.subnetId()) && !recorded.contains(subnet.vpcId())) {
            findings.add(Control.NO_FLOW_LOGS.found(subnet.vpcId(),
                    "nothing records the traffic that is let through, so a breach would leave no trace",
                    "no active flow log of accepted traffic for " + subnet.vpcId() + " or " + subnet.subnetId(),
                    "aws ec2 create-flow-logs --resource-type VPC --resource-ids " + subnet.vpcId()
                            + " --traffic-type ALL --log-destination-type cloud-watch-logs --log-group-name NAME"
                            + " --deliver-logs-permission-arn ROLE"));
        }
        VpcBlockPublicAccessOptions.Mode mode = blockPublicAccess.mode(subnet.vpcId(), Optional.of(subnet));
        if (mode != VpcBlockPublicAccessOptions.Mode.OFF) {
            findings.add(Control.BLOCK_PUBLIC_ACCESS.found(subnet.vpcId(),
                    "VPC Block Public Access keeps internet gateways closed: " + mode,
                    "VpcBlockPublicAccessOptions: InternetGatewayBlockMode, and no exclusion of " + subnet.vpcId(),
                    "nothing to do: this is evidence for the lockdown"));
        }
        return findings;
    }
}
