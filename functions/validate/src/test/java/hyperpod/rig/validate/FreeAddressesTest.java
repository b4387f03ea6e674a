package hyperpod.rig.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** HyperPod puts a whole group into one of its subnets. */
class FreeAddressesTest extends SampleRequest {

    private static final String OTHER_SUBNET = "subnet-00000000000000012";

    @Test
    void whatIsFreeInSeveralSubnetsDoesNotAddUp() {
        group.put("instanceCount", 51);
        assertRefused("network.subnetIds is", "has 4091 and 4091 free addresses where one subnet must have 4131");
    }

    @Test
    void theSubnetsOfAGroupsOwnNetworkAreNamed() {
        subnet(SMALL_SUBNET, VPC, 161);
        network(group, SMALL_SUBNET);
        assertRefused(
                "1 violation;",
                "restrictedInstanceGroups[0].network.subnetIds is",
                "has 161 free addresses where one subnet must have 162");
    }

    @Test
    void aSubnetThatIsTooSmallBesideOneThatIsNotIsWarnedOf() {
        subnet(SECOND_SUBNET, VPC, 100);
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains(SECOND_SUBNET + " has 100 free addresses where the group needs 162", "leave it out");
    }

    /** Two subnets of 250 have 500 free addresses, and room for two groups of 162. */
    @Test
    void groupsThatFitOneByOneMustFitTogether() {
        subnet(SMALL_SUBNET, VPC, 250);
        subnet(OTHER_SUBNET, VPC, 250);
        network(group, SMALL_SUBNET, OTHER_SUBNET);
        network(anotherGroup("rig-2"), SMALL_SUBNET, OTHER_SUBNET);
        assertThat(warnings()).isEmpty();
        network(anotherGroup("rig-3"), SMALL_SUBNET, OTHER_SUBNET);
        assertRefused(
                "1 violation;",
                "restrictedInstanceGroups[0].network.subnetIds is",
                "has 250 and 250",
                "in one subnet: 162, 162, 162");
    }

    /** The first group could take the only subnet of the second. */
    @Test
    void aDistributionIsLookedForUntilItIsFound() {
        subnet(SMALL_SUBNET, VPC, 170);
        subnet(OTHER_SUBNET, VPC, 170);
        network(group, SMALL_SUBNET, OTHER_SUBNET);
        network(anotherGroup("rig-2"), SMALL_SUBNET);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void manyGroupsOfOneSizeAreDecidedInTime() {
        for (int i = 0; i < 16; i++) {
            subnet("subnet-%017x".formatted(0x100 + i), VPC, 175);
        }
        for (int i = 2; i <= 17; i++) {
            ObjectNode network = network(anotherGroup("rig-" + i));
            for (int j = 0; j < 16; j++) {
                network.withArray("/subnetIds").add("subnet-%017x".formatted(0x100 + j));
            }
        }
        assertThat(warnings()).isEmpty();
        ObjectNode oneMore = network(anotherGroup("rig-18"));
        oneMore.set("subnetIds", request.at("/restrictedInstanceGroups/1/network/subnetIds"));
        assertThat(warnings()).singleElement().asString().contains("room for all groups at once is not known");
    }

    @Test
    void theSharedFileSystemNeedsAnAddressInTheFirstSubnet() {
        subnet(FIRST_SUBNET, VPC, 0);
        assertRefused("has 0 free addresses where one subnet must have 1:");
    }

    @Test
    void oneFreeAddressIsNoPlural() {
        subnet(SMALL_SUBNET, VPC, 1);
        network(group, SMALL_SUBNET);
        assertRefused("has 1 free address where one subnet must have 162");
    }

    @Test
    void aGroupWithoutNodesNeedsNone() {
        subnet(SMALL_SUBNET, VPC, 0);
        network(group.put("instanceCount", 0), SMALL_SUBNET);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void addressesThatLieScatteredAreWarnedOf() {
        // Of a /24's sixteen blocks EC2 needs two; an address in every other leaves seven.
        account.removed("Subnets", "SubnetId", SMALL_SUBNET).network("""
                {"Subnets": [{"SubnetId": "%s", "VpcId": "%s", "AvailableIpAddressCount": 240, "CidrBlock": "10.0.1.0/24",
                 "AvailabilityZone": "%s"}]}""".formatted(SMALL_SUBNET, VPC, ZONE));
        for (int address = 20; address < 240; address += 32) {
            account.network("""
                    {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-%d", "SubnetId": "%s", "PrivateIpAddress": "10.0.1.%d"}]}""".formatted(address, SMALL_SUBNET, address));
        }
        network(group, SMALL_SUBNET);
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("240 free addresses, but only 7 free /28 blocks where the nodes' pods may need 8");
        group.put("instanceCount", 1);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void prefixesOfInterfacesAreBlocksInUse() {
        account.removed("Subnets", "SubnetId", SMALL_SUBNET)
                .network("""
                {"Subnets": [{"SubnetId": "%s", "VpcId": "%s", "AvailableIpAddressCount": 180, "CidrBlock": "10.0.1.0/24",
                 "AvailabilityZone": "%s"}],
                 "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "%s", "PrivateIpAddress": "10.0.1.5",
                   "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.1.16/28"}, {"Ipv4Prefix": "10.0.1.32/28"}, {"Ipv4Prefix": "10.0.1.48/28"},
                     {"Ipv4Prefix": "10.0.1.64/28"}, {"Ipv4Prefix": "10.0.1.80/28"}, {"Ipv4Prefix": "10.0.1.96/28"},
                     {"Ipv4Prefix": "10.0.1.112/28"}]}]}""".formatted(SMALL_SUBNET, VPC, ZONE, SMALL_SUBNET));
        network(group, SMALL_SUBNET);
        assertThat(warnings()).singleElement().asString().contains("only 7 free /28 blocks");
    }
}
