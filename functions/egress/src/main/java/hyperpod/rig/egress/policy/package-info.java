/** What a network must hold and what it may do: the policy, its reader, and what it allows in a given network. */
package hyperpod.rig.egress.policy;
