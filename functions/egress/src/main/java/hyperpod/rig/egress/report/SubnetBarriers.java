package hyperpod.rig.egress.report;

import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.AuditScope;
import hyperpod.rig.egress.SubnetResult;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What closes the ways of subnets that are locked. Subnets with the same barriers stand together.
 *
 * @param subnetIds the subnets
 * @param barriers what closes their ways, in the order in which a packet meets it
 */
public record SubnetBarriers(List<String> subnetIds, List<Barrier> barriers) {

    static List<SubnetBarriers> of(NetworkSnapshot network, AuditScope scope, AuditResult result) {
        BarrierReader reader = new BarrierReader(network);
        Map<String, Collection<String>> groupsOf = groupsOf(scope);
        Map<List<Barrier>, List<String>> subnetsOf = new LinkedHashMap<>();
        for (SubnetResult judged : result.subnets()) {
            if (judged.verdict() == Verdict.LOCKED) {
                Subnet subnet = network.subnet(judged.subnetId()).orElseThrow();
                Collection<String> groups = groupsOf.getOrDefault(judged.subnetId(), groupsOf.get(""));
                subnetsOf
                        .computeIfAbsent(reader.barriers(subnet, groups), key -> new ArrayList<>())
                        .add(judged.subnetId());
            }
        }
        return subnetsOf.entrySet().stream()
                .map(entry ->
                        new SubnetBarriers(entry.getValue().stream().distinct().toList(), entry.getKey()))
                .toList();
    }

    /** The groups that were given for each subnet; those for every subnet are under the empty text. */
    private static Map<String, Collection<String>> groupsOf(AuditScope scope) {
        Map<String, Collection<String>> groups = new LinkedHashMap<>();
        groups.put("", new LinkedHashSet<>());
        for (AuditScope.AuditedNetwork audited : scope.networks()) {
            List<String> subnets = audited.subnetIds().isEmpty() ? List.of("") : audited.subnetIds();
            subnets.forEach(subnet ->
                    groups.computeIfAbsent(subnet, key -> new LinkedHashSet<>()).addAll(audited.securityGroupIds()));
        }
        return groups;
    }
}
