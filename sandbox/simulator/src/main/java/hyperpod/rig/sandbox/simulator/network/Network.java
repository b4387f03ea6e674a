package hyperpod.rig.sandbox.simulator.network;

import java.util.List;
import java.util.Optional;

/** The account's network as the control planes see and change it. */
public interface Network {

    /** The subnet of this identifier, if it exists. */
    Optional<Subnet> subnet(String id);

    /** The security group of this identifier, if it exists. */
    Optional<SecurityGroup> securityGroup(String id);

    /** The default security group of a VPC, if there is one. */
    Optional<SecurityGroup> defaultSecurityGroup(String vpcId);

    /**
     * Makes a network interface; an empty list of groups stands for the VPC's default group.
     *
     * @throws InterfaceRefusedException if asking again is of no use
     */
    NetworkInterface createInterface(String subnetId, List<String> securityGroupIds, String description)
            throws InterfaceRefusedException;

    /** Removes a network interface; one that is gone already does not matter. */
    void deleteInterface(String id);
}
