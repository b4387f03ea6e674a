package hyperpod.rig.verify;

import hyperpod.rig.core.ClusterDiffersException;
import hyperpod.rig.core.ClusterNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Network;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.core.SharedFileSystem;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.egress.report.AuditContext;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.NodeInterfaces;
import hyperpod.rig.network.evidence.EvidenceLocation;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.resources.BucketOwner;
import hyperpod.rig.resources.StandingNetworks;
import hyperpod.rig.resources.StandingNodes;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/**
 * Audits the networks of a request and keeps the evidence under the execution's name. Once the cluster stands, what is
 * audited is what exists: the networks that SageMaker shows and the interfaces that EC2 shows, which must be those that
 * the request asked for.
 */
final class EgressVerifier {

    private static final Logger LOG = LoggerFactory.getLogger(EgressVerifier.class);
    private static final int MAX_INTERFACES = 50;
    private static final int MAX_NAMED = 20;

    private final LiveEgressAudit liveAudit;
    private final Supplier<SageMakerClient> sageMaker;
    private final BucketOwner buckets;
    private final EvidenceStore evidence;
    private final InstantSource clock;

    /**
     * @param sageMaker asked for once the cluster stands
     * @param buckets knows whose a bucket is
     */
    EgressVerifier(
            LiveEgressAudit liveAudit,
            Supplier<SageMakerClient> sageMaker,
            BucketOwner buckets,
            EvidenceStore evidence,
            InstantSource clock) {
        this.liveAudit = liveAudit;
        this.sageMaker = sageMaker;
        this.buckets = buckets;
        this.evidence = evidence;
        this.clock = clock;
    }

    /**
     * Audits the networks of the request as they are now, before there is a cluster, and stores the evidence.
     *
     * @param ceiling the most lenient policy that the request may ask for
     */
    EgressVerificationResult verifyRequest(Execution execution, ProvisionRequest request, EgressPolicyCeiling ceiling) {
        List<Network> networks = networksOf(request);
        LiveEgressAudit.Audited audited = liveAudit
                .under(ceiling, execution.arn())
                .audit(networks, request.egressPolicy(), request.usesReinforcementFineTuning());
        Optional<EvidenceLocation> stored = keep(execution, request.clusterName(), Moment.BEFORE_SPENDING, audited);
        return result(audited, List.of(), stored, Moment.BEFORE_SPENDING);
    }

    /**
     * Audits the networks and interfaces of the cluster as they are, and stores the evidence.
     *
     * @param ceiling the most lenient policy that the request may ask for
     * @throws ClusterDiffersException if they are not what the request asked for
     * @throws ServiceUnavailableException if EC2 does not show the interface of a node that runs: lists can be late,
     *     and the state machine repeats the call for some minutes
     */
    EgressVerificationResult verifyCluster(
            Execution execution, ProvisionRequest request, String clusterArn, EgressPolicyCeiling ceiling) {
        StandingNetworks standing =
                StandingNetworks.of(sageMaker.get().describeCluster(r -> r.clusterName(clusterArn)));
        StandingNodes nodes = new StandingNodes(sageMaker.get());
        List<ClusterNode> listed = nodes.of(clusterArn, standing);
        List<Network> networks = Stream.concat(standing.all().stream(), networksOf(request).stream())
                .distinct()
                .toList();
        LiveEgressAudit.Reading reading = liveAudit.read(networks);
        NodeInterfaces.Found interfaces = NodeInterfaces.in(reading.network(), reading.snapshot())
                .of(listed, some -> nodes.described(clusterArn, some));
        LiveEgressAudit.Audited audited = liveAudit
                .under(ceiling, execution.arn())
                .audit(
                        reading,
                        Stream.concat(networks.stream(), interfaces.networks().stream())
                                .distinct()
                                .toList(),
                        request.egressPolicy(),
                        request.usesReinforcementFineTuning());
        Optional<EvidenceLocation> stored = keep(execution, request.clusterName(), Moment.AFTER_CREATION, audited);
        refuse(differences(execution, request, standing, interfaces), audited.result(), stored);
        EgressVerificationResult result =
                result(audited, otherInterfaces(audited.snapshot(), networks), stored, Moment.AFTER_CREATION);
        if (result.policyHolds() && !interfaces.without().isEmpty()) {
            throw new ServiceUnavailableException("EC2 shows no network interface of "
                    + named(interfaces.without().stream()
                            .map(node -> "node " + node.instanceId() + " at "
                                    + node.privateAddress().orElse("an address that SageMaker does not say"))
                            .toList())
                    + " of cluster " + clusterArn + ", so that where they are is not proven. The call is repeated");
        }
        return result;
    }

    private static List<Network> networksOf(ProvisionRequest request) {
        return Stream.concat(
                        Stream.of(request.network()),
                        request.restrictedInstanceGroups().stream().map(request::networkOf))
                .distinct()
                .toList();
    }

    private List<String> differences(
            Execution execution, ProvisionRequest request, StandingNetworks standing, NodeInterfaces.Found interfaces) {
        List<String> differences = new ArrayList<>(standing.differences(request));
        differences.addAll(interfaces.differences());
        // What a link exports leaves by no route of the network.
        request.sharedFileSystem()
                .flatMap(SharedFileSystem::s3)
                .flatMap(link -> buckets.doubt(link.bucket(), execution.account())
                        .map(doubt -> "sharedFileSystem.s3.bucket '" + link.bucket() + "' " + doubt))
                .ifPresent(differences::add);
        return differences;
    }

    private static void refuse(List<String> differences, AuditResult result, Optional<EvidenceLocation> stored) {
        if (!differences.isEmpty()) {
            throw new ClusterDiffersException("what stands is not what the request asks for: " + named(differences)
                    + ". Find out who changed it, and send the request again. The network is " + result.verdict()
                    + stored.map(location -> ". Report: " + location.report()).orElse(""));
        }
    }

    private static String named(List<String> all) {
        String first = all.stream().limit(MAX_NAMED).collect(Collectors.joining("; "));
        return all.size() > MAX_NAMED ? first + "; and " + (all.size() - MAX_NAMED) + " more" : first;
    }

    private static EgressVerificationResult result(
            LiveEgressAudit.Audited audited,
            List<EgressVerificationResult.OtherInterface> otherInterfaces,
            Optional<EvidenceLocation> stored,
            Moment moment) {
        AuditResult result = audited.result();
        LOG.info(
                "egress {} under policy {} at {}; {} findings, {} interfaces with other security groups",
                result.verdict(),
                result.policy().text(),
                moment,
                result.findings().size(),
                otherInterfaces.size());
        return EgressVerificationResult.of(result, otherInterfaces, stored);
    }

    /**
     * Stores the evidence; empty if that fails once the cluster stands, because a verified cluster is not to be deleted
     * for want of a report. As long as nothing has been created the failure ends the execution.
     */
    private Optional<EvidenceLocation> keep(
            Execution execution, String clusterName, Moment moment, LiveEgressAudit.Audited audited) {
        try {
            Arn arn = Arn.fromString(execution.arn());
            return Optional.of(evidence.store(
                    execution.name() + "/" + moment.folder(),
                    audited,
                    new AuditContext(
                            clock.instant().truncatedTo(ChronoUnit.SECONDS),
                            moment.ofReport(),
                            arn.accountId(),
                            arn.region(),
                            Optional.of(clusterName),
                            Optional.of(execution.name()))));
        } catch (SdkException e) {
            if (moment == Moment.BEFORE_SPENDING) {
                throw e;
            }
            LOG.error("the evidence of {} could not be stored", execution.name(), e);
            return Optional.empty();
        }
    }

    private static List<EgressVerificationResult.OtherInterface> otherInterfaces(
            NetworkSnapshot snapshot, List<Network> networks) {
        return networks.stream()
                .flatMap(network -> network.subnetIds().stream()
                        .flatMap(subnet -> snapshot.networkInterfacesIn(subnet).stream())
                        .filter(i -> !Set.copyOf(i.securityGroupIds()).equals(Set.copyOf(network.securityGroupIds()))))
                .distinct()
                .limit(MAX_INTERFACES)
                .map(EgressVerifier::other)
                .toList();
    }

    private static EgressVerificationResult.OtherInterface other(NetworkInterface i) {
        return new EgressVerificationResult.OtherInterface(i.networkInterfaceId(), i.subnetId(), i.securityGroupIds());
    }
}
