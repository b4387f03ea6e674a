package hyperpod.rig.ledger;

import java.time.Instant;

/**
 * What a creating call answered.
 *
 * @param id cluster name, file system id or association id
 * @param arn the resource's ARN
 * @param at when it was recorded
 */
public record Created(String id, String arn, Instant at) {}
