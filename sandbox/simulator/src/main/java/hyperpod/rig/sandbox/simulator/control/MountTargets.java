package hyperpod.rig.sandbox.simulator.control;

import java.util.Optional;

/** The file systems that nodes can mount. */
@FunctionalInterface
public interface MountTargets {

    /**
     * Why a node cannot mount a file system; empty if it can.
     *
     * @param dnsName of the file system
     * @param mountName of the file system
     * @param vpcId where the node is
     */
    Optional<String> whyNotMounted(String dnsName, String mountName, String vpcId);
}
