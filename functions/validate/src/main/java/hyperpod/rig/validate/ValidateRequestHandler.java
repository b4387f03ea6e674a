package hyperpod.rig.validate;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Configuration;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RequestSchema;
import hyperpod.rig.core.StateHandler;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** State ValidateRequest: takes the request out of its envelope and checks it against the schema, then against AWS. */
public final class ValidateRequestHandler extends StateHandler<ValidateRequestHandler.Input, ValidateRequestHandler.Output> {

    private final RequestValidator validator;

    /** Builds the clients and compiles the schema once, at init. */
    public ValidateRequestHandler() {
        super(Input.class);
        validator = new RequestValidator(
                new RequestSchema(),
                new RegionRule(Configuration.required("AWS_REGION"), List.of(Configuration.required("ALLOWED_REGIONS").split(","))),
                new EksClusterRule(AwsClients.build(EksClient.builder())),
                new NetworkRule(AwsClients.build(Ec2Client.builder())),
                new ExecutionRoleRule(AwsClients.build(IamClient.builder())),
                new ClusterNameRule(AwsClients.build(SageMakerClient.builder()), Configuration.application()));
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
     */
    public record Output(ProvisionRequest request, String vpcId, List<String> warnings) {}

    @Override
    protected Output handle(Input input) {
        return validator.validate(input.execution(), input.input());
    }
}
