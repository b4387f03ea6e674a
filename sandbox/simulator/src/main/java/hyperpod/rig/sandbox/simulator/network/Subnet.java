package hyperpod.rig.sandbox.simulator.network;

/** What the control planes need to know of a subnet. */
public record Subnet(String id, String vpcId, String cidrBlock, String availabilityZone, String availabilityZoneId) {}
