/**
 * Ways out of a subnet: follows packets through gateways, filters and other networks as far as the snapshot shows them.
 */
package hyperpod.rig.egress.path;
