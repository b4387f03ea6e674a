package hyperpod.rig.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.ClusterNameTakenException;
import hyperpod.rig.core.EksClusterInUseException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.MountSource;
import hyperpod.rig.core.Network;
import hyperpod.rig.core.NewerMembers;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.AccountClusters;
import hyperpod.rig.resources.OwnClusters;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterInstanceStorageConfig;
import software.amazon.awssdk.services.sagemaker.model.ClusterNodeRecovery;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupSpecification;
import software.amazon.awssdk.services.sagemaker.model.CreateClusterRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceInUseException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;
import software.amazon.awssdk.services.sagemaker.model.Tag;
import software.amazon.awssdk.services.sagemaker.model.VpcConfig;

/**
 * Creates the HyperPod cluster with its restricted instance groups. CreateCluster takes no client token, so a name in
 * use is ours if the cluster carries this execution's tags, is younger than it and equal to the request, and somebody
 * else's otherwise. Its error {@code ResourceInUse} does not say what is in use: that is looked for.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateCluster.html">CreateCluster</a>
 */
final class ClusterCreation {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterCreation.class);

    /** SageMaker's words for a role that it cannot use yet: "cannot assume the execution role", and variants of it. */
    private static final Pattern ASSUME_ROLE =
            Pattern.compile("\\bassumed?\\b.*\\brole\\b|\\brole\\b.*\\bassumed?\\b", Pattern.CASE_INSENSITIVE);

    private final SageMakerClient sageMaker;
    private final OwnClusters ownClusters;
    private final AccountClusters allClusters;
    private final String application;

    /**
     * Creates clusters for one application.
     *
     * @param sageMaker the SageMaker client of the function
     * @param ownClusters knows own clusters from others
     * @param application the value of the application tag
     */
    ClusterCreation(SageMakerClient sageMaker, OwnClusters ownClusters, String application) {
        this.sageMaker = sageMaker;
        this.ownClusters = ownClusters;
        this.allClusters = new AccountClusters(sageMaker);
        this.application = application;
    }

    /**
     * Creates the cluster, or finds the one that this execution created before; returns its ARN.
     *
     * @param mount the shared file system, if the request asks for one
     * @throws ClusterNameTakenException if the name belongs to somebody else's cluster
     * @throws EksClusterInUseException if the EKS cluster orchestrates somebody else's cluster
     * @throws ServiceUnavailableException if SageMaker cannot assume an execution role, which a new one takes seconds
     *     to be ready for: the state machine repeats the call for some minutes
     */
    String create(Execution execution, ProvisionRequest request, Optional<MountSource> mount) {
        List<DescribeClusterResponse> users = usersOfEksCluster(request);
        Optional<String> sameName = users.stream()
                .filter(user -> request.clusterName().equals(user.clusterName()))
                .map(DescribeClusterResponse::clusterArn)
                .findFirst();
        if (sameName.isPresent()) {
            return ownOrTaken(execution, request, mount, sameName.get());
        }
        if (!users.isEmpty()) {
            throw inUse(request, users);
        }
        return createNew(execution, request, mount);
    }

    private List<DescribeClusterResponse> usersOfEksCluster(ProvisionRequest request) {
        return allClusters.describe().orchestratedBy(request.eksClusterArn());
    }

    private String createNew(Execution execution, ProvisionRequest request, Optional<MountSource> mount) {
        try {
            String arn = ServiceUnavailableException.unlessMissing(
                    sageMaker
                            .createCluster(translate(execution, request, mount))
                            .clusterArn(),
                    "CreateCluster.ClusterArn");
            LOG.info("cluster {} is being created", arn);
            return arn;
        } catch (ResourceInUseException e) {
            return existing(execution, request, mount, e);
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

    /** The own cluster of this name, which an earlier try created; otherwise what is in use, if AWS shows it. */
    private String existing(
            Execution execution,
            ProvisionRequest request,
            Optional<MountSource> mount,
            ResourceInUseException refusal) {
        Optional<String> sameName =
                ownClusters.describe(request.clusterName()).map(DescribeClusterResponse::clusterArn);
        if (sameName.isPresent()) {
            return ownOrTaken(execution, request, mount, sameName.get());
        }
        List<DescribeClusterResponse> users = usersOfEksCluster(request);
        throw users.isEmpty() ? refusal : inUse(request, users);
    }

    /**
     * The cluster of this ARN if this execution created it. Anybody may have put its tags there beforehand: it must
     * also be younger than the execution, and be what the request asks for.
     */
    private String ownOrTaken(Execution execution, ProvisionRequest request, Optional<MountSource> mount, String arn) {
        OwnershipTags ownership = new OwnershipTags(application, execution.name());
        Map<String, String> tags = ownClusters
                .tags(arn)
                .filter(ownership::own)
                .orElseThrow(() -> taken(request, "that this execution did not create"));
        AtomicReference<JsonNode> shown = new AtomicReference<>(MissingNode.getInstance());
        Instant created = ServiceUnavailableException.unlessMissing(
                sageMaker
                        .describeCluster(
                                r -> r.clusterName(arn).overrideConfiguration(NewerMembers.reading(shown::set)))
                        .creationTime(),
                "DescribeCluster.CreationTime");
        // Without tolerance for clocks: the states before this one take longer than clocks of AWS differ. A service may
        // tell whole seconds.
        if (execution
                .startDate()
                .filter(start -> !created.isBefore(start.truncatedTo(ChronoUnit.SECONDS)))
                .isEmpty()) {
            throw taken(
                    request,
                    "that carries this execution's tags and was created at " + created + ", but the execution began at "
                            + execution.startDate().map(Instant::toString).orElse("a time that is not known"));
        }
        new AskedCluster(request, mount, ownership.with(request.tags()))
                .difference(shown.get(), tags)
                .ifPresent(difference -> {
                    throw taken(
                            request,
                            "that carries this execution's tags and is another than it asks for: " + difference);
                });
        return arn;
    }

    private static ClusterNameTakenException taken(ProvisionRequest request, String whose) {
        return new ClusterNameTakenException("clusterName '" + request.clusterName() + "' is in use by a cluster "
                + whose + "; choose another name");
    }

    /** A cluster that is being deleted counts until it is gone. */
    private static EksClusterInUseException inUse(ProvisionRequest request, List<DescribeClusterResponse> users) {
        String names = users.stream()
                .map(user -> "'" + user.clusterName() + "' (" + user.clusterStatusAsString() + ")")
                .collect(Collectors.joining(", "));
        return new EksClusterInUseException("eksClusterArn " + request.eksClusterArn()
                + " orchestrates HyperPod cluster " + names + " already, and HyperPod takes one for one;"
                + " name another EKS cluster, or send the request again when that cluster is gone");
    }

    private static boolean cannotAssumeRole(SageMakerException e) {
        return AwsErrors.code(e).equals("ValidationException")
                && Optional.ofNullable(e.awsErrorDetails().errorMessage())
                        .filter(message -> ASSUME_ROLE.matcher(message).find())
                        .isPresent();
    }

    private CreateClusterRequest translate(Execution execution, ProvisionRequest request, Optional<MountSource> mount) {
        return CreateClusterRequest.builder()
                .clusterName(request.clusterName())
                .orchestrator(o -> o.eks(e -> e.clusterArn(request.eksClusterArn())))
                .vpcConfig(vpcConfig(request.network()))
                .restrictedInstanceGroups(request.restrictedInstanceGroups().stream()
                        .map(ClusterCreation::translate)
                        .toList())
                .nodeRecovery(request.nodeRecovery().orElse(ClusterNodeRecovery.AUTOMATIC.toString()))
                .tags(tags(execution, request))
                .overrideConfiguration(NewerMembers.adding(body -> SharedFileSystems.add(body, request, mount)))
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

    private List<Tag> tags(Execution execution, ProvisionRequest request) {
        return new OwnershipTags(application, execution.name())
                .with(request.tags()).entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList();
    }
}
