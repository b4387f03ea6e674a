package hyperpod.rig.validate;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RequestSchema;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;

/** State ValidateRequest: takes the request out of its envelope and checks it against the schema, then against AWS. */
public final class ValidateRequestHandler
        extends StateHandler<ValidateRequestHandler.Input, ValidateRequestHandler.Output> {

    private final Once<RequestValidator> validator;

    /** As Lambda makes it. */
    public ValidateRequestHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Compiles the schema once, at init. The clients come with the first request. */
    public ValidateRequestHandler(FunctionEnvironment environment) {
        super(Input.class);
        RequestSchema schema = new RequestSchema();
        RegionRule region = new RegionRule(
                environment.required("AWS_REGION"),
                List.of(environment.required("ALLOWED_REGIONS").split(",")));
        LinkedBucketRule linkedBucket = new LinkedBucketRule(environment.list("LINKED_BUCKET_ARNS"));
        EgressPolicy.Mode defaultMode = EgressPolicy.Mode.parse(environment.required("EGRESS_POLICY_MODE"));
        String ceiling = environment.required("EGRESS_POLICY_CEILING");
        String executionRoleResource = environment.required("EXECUTION_ROLE_RESOURCE");
        Duration clusterDeadline = Duration.ofSeconds(Long.parseLong(environment.required("CLUSTER_DEADLINE_SECONDS")));
        String ledger = environment.required("LEDGER_TABLE");
        validator = new Once<>(() -> new RequestValidator(
                schema,
                region,
                linkedBucket,
                new EgressPolicyRule.Setting(defaultMode, EgressPolicyCeiling.parse(ceiling)),
                executionRoleResource,
                clusterDeadline,
                new Ledger(environment.client(DynamoDbClient.builder()), ledger, environment.clock()),
                environment.clock(),
                new RequestValidator.Clients(
                        environment.client(EksClient.builder()),
                        environment.client(Ec2Client.builder()),
                        environment.client(IamClient.builder()),
                        environment.client(S3Client.builder()),
                        environment.client(SageMakerClient.builder()),
                        environment.client(ServiceQuotasClient.builder()))));
    }

    /**
     * The state's input.
     *
     * @param input what the execution was started with, envelope included
     */
    public record Input(Execution execution, JsonNode input) implements ExecutionScoped {}

    /**
     * The state's result.
     *
     * @param request the request without its envelope
     * @param vpcId VPC of the EKS cluster, in which everything will be
     * @param warnings what is allowed but probably not meant
     * @param egressPolicyCeiling the most lenient egress policy that the request may ask for: what holds now holds for
     *     the whole execution
     */
    public record Output(
            ProvisionRequest request, String vpcId, List<String> warnings, EgressPolicyCeiling egressPolicyCeiling) {}

    @Override
    protected Output handle(Input input) {
        return validator.get().validate(input.execution(), input.input());
    }
}
