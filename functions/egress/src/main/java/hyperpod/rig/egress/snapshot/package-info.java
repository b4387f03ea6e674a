/** A network at one moment: AWS's resources as the AWS CLI prints them, the reader of such documents, and look-ups. */
package hyperpod.rig.egress.snapshot;
