/** The way in: who outside the subnets, in other networks and on the internet, can open a connection to a node. */
package hyperpod.rig.egress.ingress;
