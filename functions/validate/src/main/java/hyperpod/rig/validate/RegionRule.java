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
    /** Amazon Nova is customised there with a subscription to Nova Forge alone. */
    private static final String NOVA_FORGE_REGION = "us-west-2";

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

    String ownRegion() {
        return ownRegion;
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
        if (ownRegion.equals(NOVA_FORGE_REGION)) {
            found.warning(
                    "in " + ownRegion + " AWS offers restricted instance groups for Amazon Nova Forge alone: without"
                            + " a subscription choose us-east-1");
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
            String path = DescribedNetwork.pathOfGroup(i) + ".trainingPlanArn";
            request.restrictedInstanceGroups()
                    .get(i)
                    .trainingPlanArn()
                    .filter(plan -> !isOwn(plan, request))
                    .ifPresent(plan -> found.violation(
                            path,
                            plan,
                            "is a plan of account "
                                    + Arn.fromString(plan).accountId().orElseThrow() + " in "
                                    + Arn.fromString(plan).region().orElseThrow(),
                            "name a training plan of account " + account + " in " + ownRegion));
        }
    }

    /** Whether an ARN belongs to this Region and the account of the request's EKS cluster. */
    boolean isOwn(String arn, ProvisionRequest request) {
        return Arn.fromString(arn).region().filter(ownRegion::equals).isPresent()
                && Arn.fromString(arn)
                        .accountId()
                        .equals(Arn.fromString(request.eksClusterArn()).accountId());
    }
}
