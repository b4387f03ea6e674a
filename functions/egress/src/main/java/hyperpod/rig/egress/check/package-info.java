/** Applies the controls to a subnet and its VPC; each class judges one kind of resource and returns findings. */
package hyperpod.rig.egress.check;
