package hyperpod.rig.core;

import java.util.List;

/**
 * Where nodes live.
 *
 * @param subnetIds 1 to 16 subnets of the EKS cluster's VPC
 * @param securityGroupIds 1 to 5 security groups of that VPC
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html">VpcConfig</a>
 */
public record Network(List<String> subnetIds, List<String> securityGroupIds) {

    public Network {
        subnetIds = List.copyOf(subnetIds);
        securityGroupIds = List.copyOf(securityGroupIds);
    }
}
