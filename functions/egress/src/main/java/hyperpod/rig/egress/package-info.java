/** The egress audit: from a network snapshot and a request to a result, and the command that does it from the shell. */
package hyperpod.rig.egress;
