/** Interfaces and subnets of the same VPC through which traffic of a subnet without a way out could leave. */
package hyperpod.rig.egress.relay;
