/** Sets of IP addresses, exact to the address, and which of them are public or private. */
package hyperpod.rig.egress.address;
