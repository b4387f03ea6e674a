package hyperpod.rig.sandbox.simulator.network;

import java.util.List;

/** What the control planes need to know of a security group. */
public record SecurityGroup(String id, String vpcId, List<Rule> inbound, List<Rule> outbound) {

    /** Whether it lets all traffic to and from itself pass, as EFA needs it. */
    public boolean opensToItself() {
        return opens(inbound) && opens(outbound);
    }

    private boolean opens(List<Rule> rules) {
        return rules.stream()
                .anyMatch(
                        rule -> rule.protocol().equals("-1") && rule.groupIds().contains(id));
    }

    /**
     * One permission.
     *
     * @param protocol as EC2 names it: {@code tcp}, {@code 6} or {@code -1} for all
     * @param fromPort first port; ignored when all protocols are allowed
     * @param toPort last port
     * @param cidrBlocks the IPv4 ranges on the other side
     * @param groupIds the security groups on the other side
     */
    public record Rule(String protocol, int fromPort, int toPort, List<String> cidrBlocks, List<String> groupIds) {

        /** Whether the rule is about this TCP port. */
        public boolean coversTcp(int port) {
            return protocol.equals("-1")
                    || ((protocol.equals("tcp") || protocol.equals("6")) && fromPort <= port && port <= toPort);
        }
    }
}
