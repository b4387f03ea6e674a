package hyperpod.rig.egress.policy;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.address.Cidr;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.control.Severity;
import hyperpod.rig.egress.finding.Acceptance;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Reach;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.PrefixList;
import hyperpod.rig.egress.snapshot.VpcEndpoint;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides which findings a policy accepts. It is asked after everything has been found, and changes no severity and no
 * verdict.
 */
public final class PolicyEvaluation {

    private static final String MODE = "mode";
    private static final String AWS = "AWS";

    private final EffectivePolicy effective;
    private final EgressPolicy policy;
    private final NetworkSnapshot network;
    private final LocalDate day;
    private final AddressSet ofCidrs;
    private final AddressSet ofPrefixLists;
    private final AddressSet allowed;

    /**
     * @param policy the policy, with who set it
     * @param network the network, whose prefix lists and endpoints the policy names by id
     * @param day the day in UTC, which decides whether a waiver has expired
     */
    public PolicyEvaluation(EffectivePolicy policy, NetworkSnapshot network, LocalDate day) {
        effective = policy;
        this.policy = policy.policy();
        this.network = network;
        this.day = day;
        ofCidrs = AddressSpace.withNat64Image(AddressSet.of(
                this.policy.allowedCidrs().stream().map(Cidr::parse).toList()));
        ofPrefixLists = AddressSpace.withNat64Image(this.policy.allowedPrefixListIds().stream()
                .filter(this::isNotForeign)
                .flatMap(id -> network.prefixList(id).stream())
                .map(PrefixList::addresses)
                .reduce(AddressSet.NONE, AddressSet::union));
        allowed = ofCidrs.union(ofPrefixLists);
    }

    /** Whoever owns a prefix list adds destinations when they like: one of another account allows nothing. */
    private boolean isNotForeign(String prefixListId) {
        return network.ownerOfPrefixList(prefixListId)
                .map(owner -> owner.equals(AWS)
                        || network.subnets().stream()
                                .anyMatch(subnet ->
                                        subnet.ownerId().filter(owner::equals).isPresent()))
                .orElse(true);
    }

    /** The finding with what accepts it, or refused if nothing does; as it is if the policy has nothing to accept. */
    public Finding judged(Finding finding) {
        if (counting(finding) == Verdict.LOCKED) {
            return lowered(finding).map(a -> finding.accepted(List.of(a))).orElse(finding);
        }
        return Stream.<Optional<List<Acceptance>>>of(
                        byDestination(finding),
                        byGateway(finding).map(List::of),
                        waiver(finding).map(List::of),
                        byMode(finding).map(List::of))
                .flatMap(Optional::stream)
                .findFirst()
                .map(finding::accepted)
                .orElseGet(finding::refusedByPolicy);
    }

    /** What the policy takes the finding for: what is open or not proven nobody can take for less. */
    private Verdict counting(Finding finding) {
        if (finding.by().isFact()) {
            return finding.verdict();
        }
        if (isDemandedFirewall(finding)) {
            return Verdict.WEAKENED;
        }
        Severity severity = policy.severities().getOrDefault(finding.control(), finding.severity());
        return weakens(severity) ? Verdict.WEAKENED : Verdict.LOCKED;
    }

    private static boolean weakens(Severity severity) {
        return severity.compareTo(Severity.MEDIUM) <= 0;
    }

    private boolean isDemandedFirewall(Finding finding) {
        return policy.requireDnsFirewall() && finding.by() == Control.NO_DNS_FIREWALL;
    }

    /** That only the policy's severities make advice of the finding. */
    private Optional<Acceptance> lowered(Finding finding) {
        return weakens(finding.severity())
                ? Optional.of(new Acceptance(
                        "severities",
                        finding.control() + " " + policy.severities().get(finding.control()),
                        effective.setBy("severities")))
                : Optional.empty();
    }

    /**
     * That every address that is reached is allowed. If the route or rule leads to others too, which something else
     * keeps packets from, what remains weakens the subnet, and the mode decides on that.
     */
    private Optional<List<Acceptance>> byDestination(Finding finding) {
        if (finding.reach().isEmpty() || allowed.isEmpty()) {
            return Optional.empty();
        }
        Reach reach = finding.reach().get();
        if (reach.passing().isEmpty() && !isIn(reach.routed(), allowed) || !isIn(reach.passing(), allowed)) {
            return Optional.empty();
        }
        List<Acceptance> acceptances = new ArrayList<>(destinations(reach));
        if (!isIn(reach.routed(), allowed)) {
            if (policy.mode() == EgressPolicy.Mode.STRICT) {
                return Optional.empty();
            }
            acceptances.add(mode());
        }
        return Optional.of(acceptances);
    }

    private List<Acceptance> destinations(Reach reach) {
        AddressSet reached = reach.routed().intersect(allowed);
        List<Acceptance> acceptances = new ArrayList<>();
        if (!reached.intersect(ofCidrs).isEmpty()) {
            acceptances.add(acceptance(
                    "allowedCidrs",
                    policy.allowedCidrs().stream()
                            .filter(text -> !AddressSpace.withNat64Image(AddressSet.ofText(text))
                                    .intersect(reached)
                                    .isEmpty())
                            .toList()));
        }
        if (!reached.minus(ofCidrs).isEmpty()) {
            acceptances.add(acceptance("allowedPrefixListIds", policy.allowedPrefixListIds()));
        }
        return acceptances;
    }

    private Acceptance acceptance(String field, List<String> values) {
        return new Acceptance(field, String.join(", ", values), effective.setBy(field));
    }

    private static boolean isIn(AddressSet set, AddressSet other) {
        return set.minus(other).isEmpty();
    }

    /**
     * That the first thing it leads through is allowed to lead to what the snapshot does not show. What is proven to be
     * open stays refused.
     */
    private Optional<Acceptance> byGateway(Finding finding) {
        if (finding.verdict() == Verdict.OPEN || finding.through().isEmpty()) {
            return Optional.empty();
        }
        String id = finding.through().get();
        if (policy.allowedTransitGatewayIds().contains(id)) {
            return Optional.of(acceptance("allowedTransitGatewayIds", List.of(id)));
        }
        return Stream.concat(Stream.of(id), network.vpcEndpoint(id).map(VpcEndpoint::serviceName).stream())
                .filter(policy.allowedVpcEndpoints()::contains)
                .findFirst()
                .map(name -> acceptance("allowedVpcEndpoints", List.of(name)));
    }

    private Optional<Acceptance> waiver(Finding finding) {
        return policy.waivers().stream()
                .filter(w -> w.covers(finding) && w.holdsOn(day))
                .findFirst()
                .map(w -> new Acceptance("waivers", w.text(), effective.setBy("waivers"), Optional.of(w)));
    }

    private Optional<Acceptance> byMode(Finding finding) {
        return counting(finding) == Verdict.WEAKENED
                        && policy.mode() == EgressPolicy.Mode.STANDARD
                        && !isDemandedFirewall(finding)
                ? Optional.of(mode())
                : Optional.empty();
    }

    private Acceptance mode() {
        return acceptance(MODE, List.of(policy.mode().text()));
    }
}
