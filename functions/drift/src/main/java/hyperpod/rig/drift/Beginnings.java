package hyperpod.rig.drift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RequestEnvelope;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.network.evidence.Baseline;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.resources.OwnedResource;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;

/**
 * What clusters were when their executions succeeded. The execution's input and output say it, which nobody can change;
 * Step Functions forgets them 90 days after the execution's end, and then the evidence says it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html">DescribeExecution</a>
 */
final class Beginnings {

    private static final Logger LOG = LoggerFactory.getLogger(Beginnings.class);

    private final Supplier<SfnClient> stepFunctions;
    private final String stateMachineArn;
    private final EvidenceStore evidence;

    /**
     * @param stepFunctions the function's client, asked for when there is a cluster
     * @param stateMachineArn the machine that provisions
     */
    Beginnings(Supplier<SfnClient> stepFunctions, String stateMachineArn, EvidenceStore evidence) {
        this.stepFunctions = stepFunctions;
        this.stateMachineArn = stateMachineArn;
        this.evidence = evidence;
    }

    /**
     * That of a cluster. Its tag names the execution, and anybody may have put it there: the execution names the
     * cluster.
     */
    Beginning of(OwnedResource cluster) {
        try {
            DescribeExecutionResponse execution = stepFunctions
                    .get()
                    .describeExecution(r -> r.executionArn(Execution.arnOf(stateMachineArn, cluster.executionName())));
            return ofExecution(cluster, execution);
        } catch (ExecutionDoesNotExistException | InvalidArnException e) {
            return evidence.baseline(cluster.executionName(), cluster.creationTime())
                    .map(baseline -> ofEvidence(cluster, baseline))
                    .orElseGet(Beginning::unknown);
        }
    }

    private static Beginning ofExecution(OwnedResource cluster, DescribeExecutionResponse execution) {
        Instant start = ServiceUnavailableException.unlessMissing(execution.startDate(), "DescribeExecution.startDate");
        if (cluster.creationTime().isBefore(start)) {
            return Beginning.doubted(
                    "its tag names execution " + execution.name() + ", which began later, at " + start);
        }
        Optional<ProvisionRequest> request = request(execution);
        if (execution.status() != ExecutionStatus.SUCCEEDED) {
            return new Beginning(request, Optional.empty(), Optional.empty(), true, Optional.empty());
        }
        JsonNode output = json(execution.output());
        String created = output.path("clusterArn").asText();
        if (!created.equals(cluster.arn())) {
            return Beginning.doubted(
                    "its tag names execution " + execution.name() + ", which created another cluster, " + created);
        }
        return new Beginning(
                request,
                verdict(output.at("/egress/verdict")),
                verdict(output.at("/egress/ingressVerdict")),
                output.at("/egress/policyHolds").asBoolean(true),
                Optional.empty());
    }

    private static Beginning ofEvidence(OwnedResource cluster, Baseline baseline) {
        return baseline.clusterArn().equals(cluster.arn())
                ? new Beginning(
                        Optional.of(baseline.request()),
                        Optional.of(baseline.verdict()),
                        Optional.of(baseline.ingressVerdict()),
                        baseline.policyHolds(),
                        Optional.empty())
                : Beginning.doubted("its tag names execution " + cluster.executionName()
                        + ", which created another cluster, " + baseline.clusterArn());
    }

    /** What the execution was started with; it was checked before anything was created. */
    private static Optional<ProvisionRequest> request(DescribeExecutionResponse execution) {
        try {
            return Optional.of(Json.MAPPER
                    .readerFor(ProvisionRequest.class)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(RequestEnvelope.unwrap(json(execution.input()))));
        } catch (InvalidRequestException | java.io.IOException e) {
            LOG.error("the input of execution {} cannot be read", execution.name(), e);
            return Optional.empty();
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(Optional.ofNullable(text).orElse("{}"));
        } catch (JsonProcessingException e) {
            LOG.error("an execution's input or output is no JSON", e);
            return Json.MAPPER.createObjectNode();
        }
    }

    private static Optional<Verdict> verdict(JsonNode value) {
        return Stream.of(Verdict.values())
                .filter(verdict -> verdict.name().equals(value.asText()))
                .findFirst();
    }
}
