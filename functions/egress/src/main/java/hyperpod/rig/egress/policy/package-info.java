/**
 * The policy, its reader, the administrator's ceiling, and which findings a policy accepts; it changes nothing that was
 * found.
 */
package hyperpod.rig.egress.policy;
