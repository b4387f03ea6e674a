package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.FlowLog;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether something records the traffic of a subnet. Judged only if the snapshot holds flow logs.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html">VPC Flow Logs</a>
 */
final class FlowLogChecks {

    private final NetworkSnapshot network;
    private final Set<String> recorded;

    FlowLogChecks(NetworkSnapshot network) {
        this.network = network;
        recorded = network.flowLogs().stream()
                .filter(log -> log.active() && log.recordsAccepted())
                .map(FlowLog::resourceId)
                .collect(Collectors.toUnmodifiableSet());
    }

    List<Finding> findings(Subnet subnet) {
        boolean isRecorded = recorded.contains(subnet.subnetId()) || recorded.contains(subnet.vpcId());
        if (isRecorded || !network.holds(ResourceKind.FLOW_LOG)) {
            return List.of();
        }
        return List.of(Finding.of(
                Control.NO_FLOW_LOGS,
                subnet.vpcId(),
                "nothing records the traffic that is let through, so a breach would leave no trace",
                "no active flow log of accepted traffic for " + subnet.vpcId() + ", nor for the subnet",
                Remedy.command(
                                "aws",
                                "ec2",
                                "create-flow-logs",
                                "--resource-type",
                                "VPC",
                                "--resource-ids",
                                subnet.vpcId(),
                                "--traffic-type",
                                "ALL",
                                "--log-destination-type",
                                "cloud-watch-logs",
                                "--log-group-name",
                                "$LOG_GROUP",
                                "--deliver-logs-permission-arn",
                                "$ROLE_ARN")
                        .explained(
                                "record it; LOG_GROUP is a log group's name, and ROLE_ARN the role by which flow logs"
                                        + " may write to it")));
    }
}
