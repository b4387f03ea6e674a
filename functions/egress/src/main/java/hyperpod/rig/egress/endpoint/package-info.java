/**
 * What the policy of a VPC endpoint lets through: whether some request that carries data to a foreign account passes.
 * Independent of how a network is read and of what a policy of the audit accepts.
 */
package hyperpod.rig.egress.endpoint;
