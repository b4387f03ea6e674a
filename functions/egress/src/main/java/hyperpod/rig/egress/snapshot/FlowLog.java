package hyperpod.rig.egress.snapshot;

/**
 * A flow log, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-flow-logs.html">describe-flow-logs</a> prints it.
 *
 * @param flowLogId {@code fl-...}
 * @param resourceId the VPC, subnet or interface whose traffic it records
 * @param active whether it records now
 * @param recordsAccepted whether it records the traffic that security groups and network ACLs let through
 */
public record FlowLog(String flowLogId, String resourceId, boolean active, boolean recordsAccepted) {

    static FlowLog from(AwsElement log) {
        return new FlowLog(
                log.requiredText("FlowLogId"),
                log.requiredText("ResourceId"),
                log.text("FlowLogStatus").map("ACTIVE"::equals).orElse(true),
                !log.text("TrafficType").filter("REJECT"::equals).isPresent());
    }
}
