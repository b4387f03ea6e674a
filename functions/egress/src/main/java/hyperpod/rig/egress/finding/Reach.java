package hyperpod.rig.egress.finding;

import hyperpod.rig.egress.address.AddressSet;

/**
 * Which addresses can be reached by a path, a route or a rule.
 *
 * @param passing those that packets reach, as far as is known, surely or possibly
 * @param routed those that a route or rule leads to, also if something else keeps packets from them today
 */
public record Reach(AddressSet passing, AddressSet routed) {

    /** Nothing but the route or rule decides. */
    public static Reach of(AddressSet addresses) {
        return new Reach(addresses, addresses);
    }
}
