package hyperpod.rig.validate;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * The security groups of one network interface, whose rules add up.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html">Security group rules</a>
 */
record SecurityGroups(List<SecurityGroup> members) {

    private static final String ALL_TRAFFIC = "-1";
    private static final Set<String> TCP = Set.of("tcp", "6");

    SecurityGroups {
        members = List.copyOf(members);
    }

    /** Whether all traffic comes in that interfaces with the same groups send, by a rule that names a group. */
    boolean admitAllFromThemselves() {
        return allAmongThemselves(SecurityGroup::ipPermissions);
    }

    /**
     * Whether all traffic goes out to interfaces with the same groups, by a rule that names a group. A rule for
     * addresses does not do for EFA, whose traffic is not IP.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-start.html">An EFA-enabled security
     *     group</a>
     */
    boolean letOutAllToThemselves() {
        return allAmongThemselves(SecurityGroup::ipPermissionsEgress);
    }

    private boolean allAmongThemselves(Function<SecurityGroup, List<IpPermission>> rules) {
        return rules(rules)
                .filter(rule -> ALL_TRAFFIC.equals(rule.ipProtocol()))
                .flatMap(rule -> rule.userIdGroupPairs().stream())
                .map(UserIdGroupPair::groupId)
                .anyMatch(ids()::contains);
    }

    /** Whether TCP goes out to a port of interfaces that have these groups and lie in these blocks. */
    boolean letOut(int port, SecurityGroups to, List<String> blocks) {
        return allow(SecurityGroup::ipPermissionsEgress, port, to, blocks);
    }

    /** Whether TCP comes in at a port from interfaces that have these groups and lie in these blocks. */
    boolean admit(int port, SecurityGroups from, List<String> blocks) {
        return allow(SecurityGroup::ipPermissions, port, from, blocks);
    }

    private boolean allow(
            Function<SecurityGroup, List<IpPermission>> rules, int port, SecurityGroups others, List<String> blocks) {
        AddressSet theirs = addresses(blocks.stream());
        return rules(rules)
                .filter(rule -> isAbout(port, rule))
                // What a prefix list holds is not read: it may hold them.
                .anyMatch(rule -> !rule.prefixListIds().isEmpty()
                        || rule.userIdGroupPairs().stream()
                                .map(UserIdGroupPair::groupId)
                                .anyMatch(others.ids()::contains)
                        || !addresses(Stream.concat(
                                        rule.ipRanges().stream().map(IpRange::cidrIp),
                                        rule.ipv6Ranges().stream().map(Ipv6Range::cidrIpv6)))
                                .intersect(theirs)
                                .isEmpty());
    }

    private static boolean isAbout(int port, IpPermission rule) {
        return ALL_TRAFFIC.equals(rule.ipProtocol())
                || TCP.contains(rule.ipProtocol())
                        && rule.fromPort() != null
                        && rule.fromPort() <= port
                        && port <= rule.toPort();
    }

    private static AddressSet addresses(Stream<String> blocks) {
        return AddressSet.of(blocks.map(Cidr::parse).toList());
    }

    private Stream<IpPermission> rules(Function<SecurityGroup, List<IpPermission>> rules) {
        return members.stream().flatMap(group -> rules.apply(group).stream());
    }

    Set<String> ids() {
        return members.stream().map(SecurityGroup::groupId).collect(Collectors.toSet());
    }
}
