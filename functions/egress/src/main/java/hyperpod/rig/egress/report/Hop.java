package hyperpod.rig.egress.report;

import java.util.Map;

/**
 * A stop on a path, as a picture names it.
 *
 * @param kind what it is, in words
 * @param id its id or ARN
 */
record Hop(String kind, String id) {

    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("subnet", "Subnet"),
            Map.entry("rtb", "Route table"),
            Map.entry("nat", "NAT gateway"),
            Map.entry("igw", "Internet gateway"),
            Map.entry("eigw", "Egress-only internet gateway"),
            Map.entry("tgw", "Transit gateway"),
            Map.entry("tgw-rtb", "Transit gateway route table"),
            Map.entry("tgw-attach", "Transit gateway attachment"),
            Map.entry("pcx", "VPC peering"),
            Map.entry("vpce", "VPC endpoint"),
            Map.entry("eni", "Network interface"),
            Map.entry("i", "Instance"),
            Map.entry("vgw", "Virtual private gateway"),
            Map.entry("lgw", "Local gateway"),
            Map.entry("cagw", "Carrier gateway"));

    static Hop of(String id) {
        int last = id.lastIndexOf('-');
        String prefix = last < 0 ? id : id.substring(0, last);
        String known = KINDS.get(prefix);
        if (known == null && id.startsWith("arn:")) {
            known = "Core network";
        }
        return new Hop(known == null ? "Target" : known, id);
    }
}
