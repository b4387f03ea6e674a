package hyperpod.rig.validate;

import java.lang.module.ModuleDescriptor.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

/**
 * The EKS cluster can orchestrate a HyperPod cluster whose nodes have no internet.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-prerequisites.html">Prerequisites</a>
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html">EKS without internet</a>
 */
final class EksClusterRule {

    private static final String PATH = "eksClusterArn";
    private static final Set<AuthenticationMode> MODES =
            Set.of(AuthenticationMode.API, AuthenticationMode.API_AND_CONFIG_MAP);
    private static final String VPC_CNI = "vpc-cni";
    private static final List<String> ADD_ONS = List.of(VPC_CNI, "coredns");
    private static final Version OLDEST_KUBERNETES = Version.parse("1.30");
    private static final Version NEWEST_KUBERNETES = Version.parse("1.35");
    private static final Version OLDEST_CNI = Version.parse("1.18.3");
    /** Asked for by the script that AWS gives for restricted instance groups, install_rig_dependencies.sh. */
    private static final Version WANTED_CNI = Version.parse("1.19.6");

    private static final Pattern NUMBERS = Pattern.compile("v?(\\d+(\\.\\d+)+).*");

    private final EksClient eks;

    EksClusterRule(EksClient eks) {
        this.eks = eks;
    }

    /** What EKS says of the cluster; empty if there is no such cluster. */
    Optional<Orchestrator> read(String arn) {
        String name = Arn.fromString(arn).resource().resource();
        try {
            Cluster cluster = eks.describeCluster(r -> r.name(name)).cluster();
            List<String> addOns = eks.listAddonsPaginator(r -> r.clusterName(name)).addons().stream()
                    .toList();
            return Optional.of(new Orchestrator(
                    cluster, addOns, addOns.contains(VPC_CNI) ? vpcCniVersion(name) : Optional.empty()));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    private Optional<String> vpcCniVersion(String clusterName) {
        return Optional.ofNullable(
                eks.describeAddon(r -> r.clusterName(clusterName).addonName(VPC_CNI))
                        .addon()
                        .addonVersion());
    }

    static void check(String arn, Optional<Orchestrator> read, ViolationCollector found) {
        if (read.isEmpty()) {
            found.violation(PATH, arn, "does not exist", "create the EKS cluster first, or correct the name");
            return;
        }
        Cluster cluster = read.get().cluster();
        if (cluster.status() != ClusterStatus.ACTIVE) {
            found.violation(
                    PATH, arn, "is " + cluster.statusAsString(), "wait until the EKS cluster is ACTIVE, or repair it");
        }
        if (cluster.accessConfig() == null
                || !MODES.contains(cluster.accessConfig().authenticationMode())) {
            found.violation(
                    PATH,
                    arn,
                    "has an authentication mode that HyperPod does not accept",
                    "set it to API or API_AND_CONFIG_MAP: aws eks update-cluster-config --name " + cluster.name()
                            + " --access-config authenticationMode=API_AND_CONFIG_MAP");
        }
        if (!Boolean.TRUE.equals(cluster.resourcesVpcConfig().endpointPrivateAccess())) {
            found.violation(
                    PATH,
                    arn,
                    "has no private endpoint, so that nodes without internet cannot join it",
                    "switch it on: aws eks update-cluster-config --name " + cluster.name()
                            + " --resources-vpc-config endpointPrivateAccess=true");
        }
        kubernetes(cluster.version(), arn, found);
        addOns(read.get(), arn, found);
    }

    private static void kubernetes(String version, String arn, ViolationCollector found) {
        Optional<Version> running = parsed(Optional.ofNullable(version));
        if (running.filter(v -> v.compareTo(OLDEST_KUBERNETES) < 0).isPresent()) {
            found.violation(
                    PATH,
                    arn,
                    "runs Kubernetes " + version + "; HyperPod supports " + OLDEST_KUBERNETES + " to "
                            + NEWEST_KUBERNETES,
                    "update the EKS cluster, one minor version after the other");
        } else if (running.filter(v -> v.compareTo(NEWEST_KUBERNETES) <= 0).isEmpty()) {
            found.warning("the EKS cluster runs Kubernetes "
                    + Optional.ofNullable(version).orElse("of a version that EKS does not say")
                    + "; HyperPod is documented for " + OLDEST_KUBERNETES + " to " + NEWEST_KUBERNETES);
        }
    }

    private static void addOns(Orchestrator orchestrator, String arn, ViolationCollector found) {
        String name = orchestrator.cluster().name();
        ADD_ONS.stream()
                .filter(addOn -> !orchestrator.addOns().contains(addOn))
                .forEach(addOn -> found.warning("EKS add-on " + addOn + " is not installed in " + name
                        + " as an add-on; HyperPod needs it, self-managed at least"));
        if (!orchestrator.addOns().contains(VPC_CNI)) {
            return;
        }
        String version = orchestrator.vpcCniVersion().orElse("of a version that EKS does not say");
        Optional<Version> running = parsed(orchestrator.vpcCniVersion());
        if (running.filter(v -> v.compareTo(OLDEST_CNI) < 0).isPresent()) {
            found.violation(
                    PATH,
                    arn,
                    "has the add-on vpc-cni " + version + "; HyperPod needs " + OLDEST_CNI + " at least",
                    "update the add-on to " + WANTED_CNI + " or newer: aws eks update-addon --cluster-name " + name
                            + " --addon-name " + VPC_CNI + " --addon-version ...");
        } else if (running.filter(v -> v.compareTo(WANTED_CNI) >= 0).isEmpty()) {
            found.warning("EKS add-on vpc-cni of " + name + " is " + version + "; AWS's script for restricted instance"
                    + " groups asks for " + WANTED_CNI + " at least");
        }
    }

    private static Optional<Version> parsed(Optional<String> version) {
        return version.map(NUMBERS::matcher).filter(Matcher::matches).map(numbers -> Version.parse(numbers.group(1)));
    }
}
