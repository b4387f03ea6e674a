package hyperpod.rig.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.ClusterNameTakenException;
import hyperpod.rig.core.EksClusterInUseException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.MountSource;
import hyperpod.rig.core.Network;
import hyperpod.rig.core.NewerMembers;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.resources.CreationIntent;
import hyperpod.rig.resources.HyperPodClusters;
import hyperpod.rig.resources.MeantClusters;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterInstanceStorageConfig;
import software.amazon.awssdk.services.sagemaker.model.ClusterNodeRecovery;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupSpecification;
import software.amazon.awssdk.services.sagemaker.model.CreateClusterRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceInUseException;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;
import software.amazon.awssdk.services.sagemaker.model.Tag;
import software.amazon.awssdk.services.sagemaker.model.VpcConfig;

/**
 * Creates the HyperPod cluster with its restricted instance groups. CreateCluster takes no client token, so a name in
 * use is ours if the ledger says that this execution meant it, and the cluster carries its tags, is younger than it and
 * equal to the request; it is somebody else's otherwise.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateCluster.html">CreateCluster</a>
 */
final class ClusterCreation {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterCreation.class);

    /** SageMaker's words for a role that it cannot use yet: "cannot assume the execution role", and variants of it. */
    private static final Pattern ASSUME_ROLE =
            Pattern.compile("\\bassumed?\\b.*\\brole\\b|\\brole\\b.*\\bassumed?\\b", Pattern.CASE_INSENSITIVE);

    private final SageMakerClient sageMaker;
    private final HyperPodClusters clusters;
    private final Ledger ledger;
    private final CreationIntent intents;
    private final InstantSource clock;
    private final String application;

    /**
     * Creates clusters for one application.
     *
     * @param sageMaker the SageMaker client of the function
     * @param clusters reads the tags of clusters
     * @param application the value of the application tag
     */
    ClusterCreation(
            SageMakerClient sageMaker,
            HyperPodClusters clusters,
            Ledger ledger,
            InstantSource clock,
            String application) {
        this.sageMaker = sageMaker;
        this.clusters = clusters;
        this.ledger = ledger;
        intents = new CreationIntent(ledger);
        this.clock = clock;
        this.application = application;
    }

    /** What is to be created, for whom. */
    private record Wanted(
            Execution execution, ProvisionRequest request, Optional<MountSource> mount, OwnershipTags ownership) {

        Map<String, String> tags() {
            return ownership.with(request.tags());
        }
    }

    /**
     * Creates the cluster, or finds the one that this execution created before; returns its ARN. The ledger knows of it
     * beforehand, and nothing is created if that cannot be written.
     *
     * @param mount the shared file system, if the request asks for one
     * @throws ExecutionTakenBackException if the execution gave up, or what it created is being deleted
     * @throws ClusterNameTakenException if the name belongs to somebody else's cluster
     * @throws EksClusterInUseException if SageMaker says that the EKS cluster orchestrates another cluster
     * @throws ServiceUnavailableException if SageMaker cannot assume an execution role, which a new one takes seconds
     *     to be ready for, or does not show yet what it says is in use: the state machine repeats the call for some
     *     minutes
     */
    String create(Execution execution, ProvisionRequest request, Optional<MountSource> mount) {
        Wanted wanted = new Wanted(execution, request, mount, new OwnershipTags(application, execution.name()));
        Intent intent = new Intent(
                ResourceType.CLUSTER,
                clock.instant(),
                Optional.of(request.clusterName()),
                Optional.empty(),
                wanted.tags(),
                Map.of(MeantClusters.EKS_CLUSTER_ARN, request.eksClusterArn()));
        String arn = createOrFind(wanted, intent);
        ledger.created(execution, ResourceType.CLUSTER, request.clusterName(), arn);
        return arn;
    }

    private String createOrFind(Wanted wanted, Intent intent) {
        try {
            CreateClusterRequest call = translate(wanted);
            String arn = ServiceUnavailableException.unlessMissing(
                    intents.around(wanted.execution(), intent, () -> sageMaker.createCluster(call))
                            .clusterArn(),
                    "CreateCluster.ClusterArn");
            LOG.info("cluster {} is being created", arn);
            return arn;
        } catch (ResourceInUseException e) {
            return own(wanted, e);
        } catch (SageMakerException e) {
            if (cannotAssumeRole(e)) {
                throw new ServiceUnavailableException(
                        e.awsErrorDetails().errorMessage()
                                + " (a role that was just made takes some seconds; the call is repeated for some minutes)",
                        e);
            }
            throw e;
        }
    }

    /**
     * The cluster of the wanted name, if this execution created it. Anybody may have put its tags there beforehand: it
     * must also be no older than the intent, and be what the request asks for.
     */
    private String own(Wanted wanted, ResourceInUseException refusal) {
        AtomicReference<JsonNode> shown = new AtomicReference<>(MissingNode.getInstance());
        DescribeClusterResponse cluster =
                describe(wanted.request().clusterName(), shown).orElseThrow(() -> notShown(wanted.request(), refusal));
        Map<String, String> tags = clusters.tags(cluster.clusterArn()).orElse(Map.of());
        if (!wanted.ownership().own(tags)) {
            throw tags.isEmpty()
                            && difference(wanted, shown.get(), wanted.tags()).isEmpty()
                    ? new ServiceUnavailableException(
                            "clusterName '" + wanted.request().clusterName()
                                    + "' is in use by a cluster that is what the request asks for and shows no tags yet."
                                    + " The call is repeated for some minutes")
                    : taken(wanted, "that this execution did not create");
        }
        Instant created =
                ServiceUnavailableException.unlessMissing(cluster.creationTime(), "DescribeCluster.CreationTime");
        Instant meant = meant(wanted.execution());
        if (created.isBefore(meant)) {
            throw taken(
                    wanted,
                    "that carries this execution's tags and was created at " + created
                            + ", but the execution did not want it before " + meant);
        }
        difference(wanted, shown.get(), tags).ifPresent(difference -> {
            throw taken(wanted, "that carries this execution's tags and is another than it asks for: " + difference);
        });
        return cluster.clusterArn();
    }

    private static Optional<String> difference(Wanted wanted, JsonNode shown, Map<String, String> tags) {
        return new AskedCluster(wanted.request(), wanted.mount(), wanted.tags()).difference(shown, tags);
    }

    /** Before this the execution created no cluster: a rollback would not take an older one for its own either. */
    private Instant meant(Execution execution) {
        return ledger.entry(execution.arn(), execution.startDate())
                .orElseThrow()
                .intents()
                .get(ResourceType.CLUSTER)
                .earliestCreation();
    }

    private Optional<DescribeClusterResponse> describe(String name, AtomicReference<JsonNode> shown) {
        try {
            return Optional.of(sageMaker.describeCluster(
                    r -> r.clusterName(name).overrideConfiguration(NewerMembers.reading(shown::set))));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * What the words say that is in use, where no cluster of the name is shown. To look which other cluster uses the
     * EKS cluster would take a call for each cluster of the account.
     */
    private static RuntimeException notShown(ProvisionRequest request, ResourceInUseException refusal) {
        String words =
                Optional.ofNullable(refusal.awsErrorDetails().errorMessage()).orElse("");
        if (words.contains(request.eksClusterArn())) {
            return new EksClusterInUseException("eksClusterArn " + request.eksClusterArn()
                    + " orchestrates another HyperPod cluster already, and HyperPod takes one for one (SageMaker says: "
                    + words + "); name another EKS cluster, or send the request again when that cluster is gone");
        }
        return words.contains(request.clusterName())
                ? new ServiceUnavailableException("SageMaker says of clusterName '" + request.clusterName() + "': "
                        + words + ", and does not show such a cluster yet. The call is repeated for some minutes")
                : refusal;
    }

    private static ClusterNameTakenException taken(Wanted wanted, String whose) {
        return new ClusterNameTakenException("clusterName '" + wanted.request().clusterName()
                + "' is in use by a cluster " + whose + "; choose another name");
    }

    private static boolean cannotAssumeRole(SageMakerException e) {
        return AwsErrors.code(e).equals("ValidationException")
                && Optional.ofNullable(e.awsErrorDetails().errorMessage())
                        .filter(message -> ASSUME_ROLE.matcher(message).find())
                        .isPresent();
    }

    private static CreateClusterRequest translate(Wanted wanted) {
        ProvisionRequest request = wanted.request();
        return CreateClusterRequest.builder()
                .clusterName(request.clusterName())
                .orchestrator(o -> o.eks(e -> e.clusterArn(request.eksClusterArn())))
                .vpcConfig(vpcConfig(request.network()))
                .restrictedInstanceGroups(request.restrictedInstanceGroups().stream()
                        .map(ClusterCreation::translate)
                        .toList())
                .nodeRecovery(request.nodeRecovery().orElse(ClusterNodeRecovery.AUTOMATIC.toString()))
                .tags(tags(wanted.tags()))
                .overrideConfiguration(
                        NewerMembers.adding(body -> SharedFileSystems.add(body, request, wanted.mount())))
                .build();
    }

    private static ClusterRestrictedInstanceGroupSpecification translate(RestrictedInstanceGroup group) {
        ClusterRestrictedInstanceGroupSpecification.Builder specification =
                ClusterRestrictedInstanceGroupSpecification.builder()
                        .instanceGroupName(group.name())
                        .instanceType(group.instanceType())
                        .instanceCount(group.instanceCount())
                        .executionRole(group.executionRoleArn());
        group.fileSystem()
                .ifPresent(size -> specification.environmentConfig(e -> e.fSxLustreConfig(
                        f -> f.sizeInGiB(size.sizeGiB()).perUnitStorageThroughput(size.throughputMBpsPerTiB()))));
        group.threadsPerCore().ifPresent(specification::threadsPerCore);
        group.ebsVolumeGiB()
                .ifPresent(size -> specification.instanceStorageConfigs(
                        ClusterInstanceStorageConfig.fromEbsVolumeConfig(v -> v.volumeSizeInGB(size))));
        if (!group.deepHealthChecks().isEmpty()) {
            specification.onStartDeepHealthChecksWithStrings(group.deepHealthChecks());
        }
        group.trainingPlanArn().ifPresent(specification::trainingPlanArn);
        group.network().map(ClusterCreation::vpcConfig).ifPresent(specification::overrideVpcConfig);
        return specification.build();
    }

    private static VpcConfig vpcConfig(Network network) {
        return VpcConfig.builder()
                .subnets(network.subnetIds())
                .securityGroupIds(network.securityGroupIds())
                .build();
    }

    private static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
