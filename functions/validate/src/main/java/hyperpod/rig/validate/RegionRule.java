package hyperpod.rig.validate;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ProvisionRequest;
import java.util.List;

/**
 * The EKS cluster lies in this Region and account, and restricted instance groups are allowed in this Region.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/dg/nova-hp-cluster.html">HyperPod EKS cluster with a restricted instance
 *     group</a>
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

    void check(ProvisionRequest request, Execution execution, Findings findings) {
        String[] arn = request.eksClusterArn().split(":");
        String account = execution.arn().split(":")[4];
        if (!arn[3].equals(ownRegion)) {
            findings.violation(PATH, request.eksClusterArn(), "lies in Region " + arn[3],
                    "name an EKS cluster of " + ownRegion + ", or use the application that is deployed in " + arn[3]);
        } else if (!allowedRegions.contains(ownRegion)) {
            findings.violation(PATH, request.eksClusterArn(), "lies in a Region where restricted instance groups are not allowed",
                    "use one of " + String.join(", ", allowedRegions) + ", or extend the template's parameter AllowedRegions");
        }
        if (!arn[4].equals(account)) {
            findings.violation(PATH, request.eksClusterArn(), "belongs to account " + arn[4],
                    "name an EKS cluster of this account, " + account);
        }
    }

    /** Reserved capacity can be used only in the Region and by the account that it was reserved for. */
    void checkTrainingPlans(ProvisionRequest request, Findings findings) {
        String account = request.eksClusterArn().split(":")[4];
        for (int i = 0; i < request.restrictedInstanceGroups().size(); i++) {
            String path = "restrictedInstanceGroups[" + i + "].trainingPlanArn";
            request.restrictedInstanceGroups().get(i).trainingPlanArn().ifPresent(plan -> {
                String[] arn = plan.split(":");
                if (!arn[3].equals(ownRegion) || !arn[4].equals(account)) {
                    findings.violation(path, plan, "is a plan of account " + arn[4] + " in " + arn[3],
                            "name a training plan of account " + account + " in " + ownRegion);
                }
            });
        }
    }
}
