package hyperpod.rig.validate;

import hyperpod.rig.core.ProvisionRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** Subnets and security groups exist, and lie in the EKS cluster's VPC. */
record NetworkRule(DescribedNetwork network) {

    /** Checks the cluster's network and each group's own; {@code vpcId} is empty if the EKS cluster is not known. */
    void check(ProvisionRequest request, Optional<String> vpcId, ViolationCollector found) {
        DescribedNetwork.networks(request).forEach((path, named) -> {
            places(path + ".subnetIds", named.subnetIds(), network.subnets(), Subnet::vpcId, vpcId, found);
            places(
                    path + ".securityGroupIds",
                    named.securityGroupIds(),
                    network.securityGroups(),
                    SecurityGroup::vpcId,
                    vpcId,
                    found);
        });
    }

    private static <T> void places(
            String path,
            List<String> ids,
            Map<String, T> known,
            Function<T, String> vpcOf,
            Optional<String> vpcId,
            ViolationCollector found) {
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            Optional<String> itsVpc = Optional.ofNullable(known.get(id)).map(vpcOf);
            if (itsVpc.isEmpty()) {
                found.violation(
                        path + "[" + i + "]", id, "does not exist in this Region and account", "correct the id");
            } else if (vpcId.isPresent() && !itsVpc.equals(vpcId)) {
                found.violation(
                        path + "[" + i + "]",
                        id,
                        "lies in " + itsVpc.get(),
                        "choose one in " + vpcId.get() + ", the EKS cluster's VPC");
            }
        }
    }
}
