package hyperpod.rig.ledger;

import java.time.Instant;

/**
 * What was asked for under an execution's name first.
 *
 * @param digest digest of the request, see {@link RequestDigest}
 * @param requestedBy ARN of who asked
 * @param at when
 */
public record AskedRequest(String digest, String requestedBy, Instant at) {}
