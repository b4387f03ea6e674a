package hyperpod.rig.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.ClusterNameTakenException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RequestEnvelope;
import hyperpod.rig.core.RequestSchema;
import hyperpod.rig.core.SideBySide;
import hyperpod.rig.core.Violation;
import hyperpod.rig.resources.AccountClusters;
import hyperpod.rig.resources.OwnClusters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingPlanResponse;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;

/**
 * Checks a request for everything that can be known to be wrong before anything is created: by the schema alone, then
 * by asking AWS.
 */
final class RequestValidator {

    private static final Logger LOG = LoggerFactory.getLogger(RequestValidator.class);

    /** So that the message of an error stays within what Step Functions takes. */
    private static final int MAX_LISTED = 20;

    /** The function has 30 seconds for everything. */
    private static final Duration LIST_OF_QUOTAS = Duration.ofSeconds(10);

    private final RequestSchema schema;
    private final RegionRule region;
    private final EksClusterRule eksCluster;
    private final NetworkReader network;
    private final ExecutionRoleRule executionRoles;
    private final LinkedBucketRule linkedBucket;
    private final BucketRule buckets;
    private final EgressPolicyRule egressPolicy;
    private final ClusterNameRule clusterName;
    private final AccountClusters clusters;
    private final OwnClusters ownClusters;
    private final TrainingPlanRule trainingPlans;
    private final QuotaReader quotas;

    /**
     * Asks AWS through these clients.
     *
     * @param schema what a request may say at all
     * @param region where this runs
     * @param linkedBucket which buckets may be linked
     * @param egressPolicy which egress policies may be asked for
     * @param executionRoleResource which roles may be passed, see {@link ExecutionRoleRule}
     * @param clusterDeadline how long a cluster may take to come up
     * @param application whose executions create clusters
     */
    RequestValidator(
            RequestSchema schema,
            RegionRule region,
            LinkedBucketRule linkedBucket,
            EgressPolicyRule.Setting egressPolicy,
            String executionRoleResource,
            Duration clusterDeadline,
            String application,
            InstantSource clock,
            Clients clients) {
        this.schema = schema;
        this.region = region;
        this.linkedBucket = linkedBucket;
        eksCluster = new EksClusterRule(clients.eks());
        network = new NetworkReader(clients.ec2());
        executionRoles = new ExecutionRoleRule(clients.iam(), executionRoleResource);
        buckets = new BucketRule(clients.s3(), region.ownRegion());
        this.egressPolicy = new EgressPolicyRule(clients.ec2(), egressPolicy, clock);
        clusters = new AccountClusters(clients.sageMaker());
        ownClusters = new OwnClusters(clients.sageMaker(), application);
        clusterName = new ClusterNameRule(ownClusters);
        trainingPlans = new TrainingPlanRule(clients.sageMaker(), clock, clusterDeadline);
        quotas = new QuotaReader(clients.serviceQuotas(), clock, LIST_OF_QUOTAS);
    }

    /** The services that know whether a request can be met. */
    record Clients(
            EksClient eks,
            Ec2Client ec2,
            IamClient iam,
            S3Client s3,
            SageMakerClient sageMaker,
            ServiceQuotasClient serviceQuotas) {}

    /**
     * The request, checked.
     *
     * @throws InvalidRequestException with everything that is wrong
     * @throws hyperpod.rig.core.ClusterNameTakenException if only the cluster's name is wrong: it is somebody else's
     */
    ValidateRequestHandler.Output validate(Execution execution, JsonNode input) {
        JsonNode json = RequestEnvelope.unwrap(input);
        refuse(schema.violations(json));
        ProvisionRequest request = read(json);
        ViolationCollector found = new ViolationCollector();
        ExecutionNameRule.check(execution.name(), found);
        region.check(request, execution, found);
        // In another Region or account nothing of what follows could be found.
        refuse(found.violations());
        return judged(request, execution, found);
    }

    private ValidateRequestHandler.Output judged(
            ProvisionRequest request, Execution execution, ViolationCollector found) {
        Once<Optional<Orchestrator>> orchestrator = new Once<>(() -> eksCluster.read(request.eksClusterArn()));
        Once<DescribedNetwork> described = new Once<>(() -> network.read(request, orchestrator.get()));
        Once<AccountClusters.Described> standing = new Once<>(clusters::describe);
        Once<Optional<Violation>> nameTaken = new Once<>(() -> clusterName.check(request.clusterName(), execution));
        Map<String, Consumer<ViolationCollector>> rules = new LinkedHashMap<>();
        rules.put("EKS cluster", to -> EksClusterRule.check(request.eksClusterArn(), orchestrator.get(), to));
        rules.put("network", to -> network(request, orchestrator.get(), described.get(), to));
        rules.put("training plans", to -> {
            region.checkTrainingPlans(request, to);
            Map<String, Optional<DescribeTrainingPlanResponse>> plans = trainingPlans.read(request, region);
            if (!plans.isEmpty()) {
                trainingPlans.check(request, plans, described.get(), to);
            }
        });
        rules.put("roles", to -> executionRoles.check(request, to));
        rules.put("buckets", to -> {
            linkedBucket.check(request, to);
            buckets.check(request, to);
        });
        rules.put("egress policy", to -> egressPolicy.check(request, execution, to));
        rules.put(
                "clusters",
                to -> new SoleClusterRule(standing.get())
                        .check(request, cluster -> ownClusters.ownedBy(execution, cluster.clusterArn()), to));
        rules.put(
                "quotas",
                to -> new QuotaRule(
                                quotas.read(request),
                                others(standing.get(), request),
                                standing.get().sharedLustreGiB())
                        .check(request, to));
        rules.put("name", to -> nameTaken.get());
        sideBySide(rules).forEach(found::add);
        if (found.violations().isEmpty() && nameTaken.get().isPresent()) {
            throw new ClusterNameTakenException(nameTaken.get().get().sentence());
        }
        nameTaken.get().ifPresent(found::violation);
        refuse(found.violations());
        LOG.info("request for cluster {} is valid; warnings: {}", request.clusterName(), found.warnings());
        return new ValidateRequestHandler.Output(
                request, orchestrator.get().orElseThrow().vpcId(), found.warnings(), egressPolicy.ceiling());
    }

    /** What each rule finds, in the rules' order: most of their time they wait for AWS. */
    private static List<ViolationCollector> sideBySide(Map<String, Consumer<ViolationCollector>> rules) {
        Map<String, Supplier<ViolationCollector>> calls = new LinkedHashMap<>();
        rules.forEach((name, rule) -> calls.put(name, () -> {
            ViolationCollector found = new ViolationCollector();
            rule.accept(found);
            return found;
        }));
        return List.copyOf(SideBySide.call(calls).values());
    }

    private static void network(
            ProvisionRequest request,
            Optional<Orchestrator> orchestrator,
            DescribedNetwork described,
            ViolationCollector found) {
        new NetworkRule(described).check(request, orchestrator.map(Orchestrator::vpcId), found);
        Map<String, Integer> free = new LinkedHashMap<>();
        described.subnets().forEach((id, subnet) -> free.put(id, subnet.availableIpAddressCount()));
        new FreeAddressesRule(free).check(request, found);
        new ContiguousBlocksRule(described).check(request, found);
        new ZoneRule(described).check(request, found);
        new ReachRule(described).check(request, orchestrator, found);
    }

    /** Of the clusters that stand, those that are not this request's own. */
    private static List<DescribeClusterResponse> others(AccountClusters.Described standing, ProvisionRequest request) {
        return standing.clusters().stream()
                .filter(cluster -> !cluster.clusterName().equals(request.clusterName()))
                .toList();
    }

    private static ProvisionRequest read(JsonNode json) {
        try {
            return Json.MAPPER.treeToValue(json, ProvisionRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("request.schema.json lets pass what ProvisionRequest cannot hold", e);
        }
    }

    private static void refuse(List<Violation> violations) {
        if (!violations.isEmpty()) {
            String listed = violations.stream()
                    .limit(MAX_LISTED)
                    .map(Violation::sentence)
                    .collect(Collectors.joining("; "));
            String others = violations.size() > MAX_LISTED ? "; and " + (violations.size() - MAX_LISTED) + " more" : "";
            throw new InvalidRequestException(
                    (violations.size() == 1 ? "1 violation" : violations.size() + " violations")
                            + "; nothing was created. " + listed + others);
        }
    }
}
