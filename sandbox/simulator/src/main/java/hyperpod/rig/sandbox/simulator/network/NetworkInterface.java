package hyperpod.rig.sandbox.simulator.network;

/** A network interface that a control plane made in the account's subnet. */
public record NetworkInterface(String id, String privateIpAddress) {}
