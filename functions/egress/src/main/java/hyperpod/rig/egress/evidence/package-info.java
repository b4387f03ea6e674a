/** The evidence of an audit: its files, the manifest that holds their digests, and whether anything was altered. */
package hyperpod.rig.egress.evidence;
