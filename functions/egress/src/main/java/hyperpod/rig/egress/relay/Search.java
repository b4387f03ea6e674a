package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.path.Exits;
import hyperpod.rig.egress.path.PathFinder;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** One search from the nodes of a subnet: what they reach, what that reaches, and so on, nearest first. */
final class Search {

    /** Enough to act on; when these are gone the next ones show. */
    private static final int MAX_NAMED = 10;

    private final NetworkSnapshot network;
    private final PathFinder pathFinder;
    private final Crossing crossing;
    private final Function<Member, Host> hostOf;
    private final Set<List<String>> ownWays;
    private final SearchBudget budget;
    private final List<Member> unreached;
    private final Queue<Reached> waiting = new ArrayDeque<>();
    private final Set<List<String>> senders = new HashSet<>();
    private final Set<String> reachedSubnets = new HashSet<>();
    private final Set<String> namedSubnets = new HashSet<>();
    private final Set<String> named = new HashSet<>();
    private final List<Relays.Relay> relays = new ArrayList<>();
    private boolean more;

    /** An interface that is reached, and the ids on the way to it. */
    private record Reached(Member member, List<String> towards) {}

    Search(
            NetworkSnapshot network,
            PathFinder pathFinder,
            List<Member> members,
            Function<Member, Host> hostOf,
            Set<List<String>> ownWays,
            SearchBudget budget) {
        this.network = network;
        this.pathFinder = pathFinder;
        this.hostOf = hostOf;
        this.ownWays = ownWays;
        this.budget = budget;
        crossing = new Crossing(network);
        unreached = new ArrayList<>(members);
    }

    List<Relays.Relay> relays() {
        return relays;
    }

    /** Whether there may be more relays than are named. */
    boolean hasMore() {
        return more;
    }

    /** Whether an interface in the subnet is reached. */
    boolean standsIn(Subnet subnet) {
        return reachedSubnets.contains(subnet.subnetId());
    }

    /** Whether a relay in the subnet is named. */
    boolean isNamed(Subnet subnet) {
        return namedSubnets.contains(subnet.subnetId());
    }

    void from(Party nodes, GroupRules outbound) {
        // Nodes are where the search begins; only their interfaces in other subnets are news.
        List<Member> own =
                unreached.stream().filter(member -> member.isOf(nodes)).toList();
        unreached.removeIf(member -> member.isOf(nodes));
        own.forEach(node -> look(
                new Reached(node, List.of()),
                leg -> !leg.subnet().subnetId().equals(nodes.subnet().subnetId())));
        if (!outbound.isEmpty()) {
            reach(List.of(), towards(nodes, outbound));
        }
        while (!waiting.isEmpty() && !more) {
            Reached next = waiting.remove();
            reachedSubnets.add(next.member().subnet().subnetId());
            look(next, leg -> true);
            // Also one with a way out passes on: it may reach another that leads further.
            hostOf.apply(next.member()).legs().forEach(leg -> passOn(leg, next));
        }
    }

    /** Names the interface if it has a way out. */
    private void look(Reached reached, Predicate<Member> counts) {
        Host host = hostOf.apply(reached.member());
        if (named.contains(host.id())) {
            return;
        }
        Optional<Host.WayOut> way = host.wayOut(this::exits, counts, ownWays);
        if (way.isEmpty()) {
            return;
        }
        if (relays.size() == MAX_NAMED) {
            more = true;
            return;
        }
        named.add(host.id());
        namedSubnets.add(reached.member().subnet().subnetId());
        List<String> towards = new ArrayList<>(reached.towards());
        towards.add(reached.member().id());
        if (!way.get().leg().id().equals(reached.member().id())) {
            towards.add(way.get().leg().id());
        }
        relays.add(new Relays.Relay(
                towards,
                reached.member().id(),
                reached.member().name(),
                way.get().path(),
                host.legs().stream().map(leg -> host.exits(leg, this::exits)).toList()));
    }

    private Exits exits(Member member) {
        return Ways.of(member, network, pathFinder);
    }

    private void passOn(Member sender, Reached from) {
        if (!senders.add(List.of(
                sender.subnet().subnetId(),
                sender.networkInterface().securityGroupIds().toString(),
                sender.networkInterface().privateAddresses().toString()))) {
            return;
        }
        Predicate<Member> reachesIt = towards(sender.party(), sender.outbound());
        List<String> towards = new ArrayList<>(from.towards());
        towards.add(from.member().id());
        reach(List.copyOf(towards), member -> !budget.allowsOneMore() || reachesIt.test(member));
    }

    /** Whether packets of the sender get to an interface; what groups admit is found once for all that have them. */
    private Predicate<Member> towards(Party sender, GroupRules outbound) {
        Map<GroupRules, List<GroupRules.Allowed>> admitted = new HashMap<>();
        return member -> crossing.isPossible(
                sender, outbound, member, admitted.computeIfAbsent(member.inbound(), rules -> rules.with(sender)));
    }

    private void reach(List<String> towards, Predicate<Member> isReached) {
        unreached.removeIf(member -> {
            boolean reached = isReached.test(member);
            if (reached) {
                waiting.add(new Reached(member, towards));
            }
            return reached;
        });
    }
}
