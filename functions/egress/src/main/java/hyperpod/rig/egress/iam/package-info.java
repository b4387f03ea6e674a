/** Reads policies in IAM's language, of endpoints, roles or buckets, and judges nothing; independent of the rest. */
package hyperpod.rig.egress.iam;
