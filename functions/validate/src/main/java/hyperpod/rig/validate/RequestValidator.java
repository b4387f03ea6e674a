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
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingPlanResponse;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;

/**
 * Checks a request for everything that can be known to be wrong before anything is created: by the schema alone, then
 * by asking AWS.
 */
final class RequestValidator {

    private static final Logger LOG = LoggerFactory.getLogger(RequestValidator.class);

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
    private final Ledger ledger;
    private final StandingClusters clusters;
    private final LockRule locks;
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
     * @param ledger what the application's executions meant and made
     */
    RequestValidator(
            RequestSchema schema,
            RegionRule region,
            LinkedBucketRule linkedBucket,
            EgressPolicyRule.Setting egressPolicy,
            String executionRoleResource,
            Duration clusterDeadline,
            Ledger ledger,
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
        this.ledger = ledger;
        clusters = new StandingClusters(ledger, clients.sageMaker());
        clusterName = new ClusterNameRule(clusters);
        locks = new LockRule(ledger, clusters);
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
     * The request, checked. From when it can be read the execution is in the ledger, and in the end it has the locks.
     *
     * @throws InvalidRequestException with everything that is wrong
     * @throws ClusterNameTakenException if only the cluster's name is wrong: it is somebody else's
     * @throws hyperpod.rig.core.EksClusterInUseException if only the EKS cluster is: another execution uses it
     */
    ValidateRequestHandler.Output validate(Execution execution, JsonNode input) {
        JsonNode json = RequestEnvelope.unwrap(input);
        refuse(schema.violations(json));
        ProvisionRequest request = read(json);
        LedgerEntry entry = ledger.begin(execution, json);
        ViolationCollector found = new ViolationCollector();
        ExecutionNameRule.check(execution.name(), found);
        region.check(request, execution, found);
        // In another Region or account nothing of what follows could be found.
        refuse(found.violations());
        ValidateRequestHandler.Output valid = judged(request, entry, found);
        // Last: who cannot be served keeps nobody else from it.
        locks.lock(execution);
        return valid;
    }

    private ValidateRequestHandler.Output judged(
            ProvisionRequest request, LedgerEntry entry, ViolationCollector found) {
        Once<Optional<Orchestrator>> orchestrator = new Once<>(() -> eksCluster.read(request.eksClusterArn()));
        Once<DescribedNetwork> described = new Once<>(() -> network.read(request, orchestrator.get()));
        Once<Optional<Violation>> nameTaken = new Once<>(() -> clusterName.check(entry));
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
        rules.put("egress policy", to -> egressPolicy.check(request, entry.execution(), to));
        rules.put("quotas", to -> quotas(request, entry, to));
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

    /** Only where they seem to have no room it matters whether all that the ledger knows of still stands. */
    private void quotas(ProvisionRequest request, LedgerEntry entry, ViolationCollector found) {
        Map<String, Quota> read = quotas.read(request);
        List<LedgerEntry> others = clusters.others(entry);
        ViolationCollector beside = new ViolationCollector();
        QuotaRule.of(read, others).check(request, beside);
        if (beside.violations().isEmpty()) {
            found.add(beside);
        } else {
            QuotaRule.of(read, clusters.known(others)).check(request, found);
        }
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
            throw InvalidRequestException.of(violations);
        }
    }
}
