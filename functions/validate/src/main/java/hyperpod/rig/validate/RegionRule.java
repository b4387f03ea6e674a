package hyperpod.rig.validate;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ProvisionRequest;
import java.util.List;
import software.amazon.awssdk.arns.Arn;

/**
 * The EKS cluster lies in this Region and account, and restricted instance groups are allowed in this Region.
 *
 * @see <a href="https://docs.aws.amazon.com/nova/latest/nova2-userguide/nova-hp-cluster.html">HyperPod EKS cluster with
 *     a restricted instance group</a>
 */
final class RegionRule {

    private static final String PATH = "eksClusterArn";

    private final String ownRegion;
    private final List<String> allowedRegions;

    /**
     * @param ownRegion the function's Region
     * @param allowedRegions the template's parameter AllowedRegions
     */
    RegionRule(String ownRegion, List<String> allowedRegions) {
        this.ownRegion = ownRegion;
        this.allowedRegions = allowedRegions.stream().map(String::strip).toList();
    }

    void check(ProvisionRequest request, Execution execution, ViolationCollector found) {
        Arn eksCluster = Arn.fromString(request.eksClusterArn());
        String region = eksCluster.region().orElseThrow();
        String owner = eksCluster.accountId().orElseThrow();
        String account = Arn.fromString(execution.arn()).accountId().orElseThrow();
        if (!region.equals(ownRegion)) {
            found.violation(
                    PATH,
                    request.eksClusterArn(),
                    "lies in Region " + region,
                    "name an EKS cluster of " + ownRegion + ", or use the application that is deployed in " + region);
        } else if (!allowedRegions.contains(ownRegion)) {
            found.violation(
                    PATH,
                    request.eksClusterArn(),
                    "lies in a Region where restricted instance groups are not allowed",
                    "use one of " + String.join(", ", allowedRegions)
                            + ", or extend the template's parameter AllowedRegions");
        }
        if (!owner.equals(account)) {
            found.violation(
                    PATH,
                    request.eksClusterArn(),
                    "belongs to account " + owner,
                    "name an EKS cluster of this account, " + account);
        }
    }

    /** Reserved capacity can be used only in the Region and by the account that it was reserved for. */
    void checkTrainingPlans(ProvisionRequest request, ViolationCollector found) {
        String account = Arn.fromString(request.eksClusterArn()).accountId().orElseThrow();
        for (int i = 0; i < request.restrictedInstanceGroups().size(); i++) {
            String path = "restrictedInstanceGroups[" + i + "].trainingPlanArn";
            request.restrictedInstanceGroups().get(i).trainingPlanArn().ifPresent(plan -> {
                Arn arn = Arn.fromString(plan);
                String region = arn.region().orElseThrow();
                String owner = arn.accountId().orElseThrow();
                if (!region.equals(ownRegion) || !owner.equals(account)) {
                    found.violation(
                            path,
                            plan,
                            "is a plan of account " + owner + " in " + region,
                            "name a training plan of account " + account + " in " + ownRegion);
                }
            });
        }
    }
}
