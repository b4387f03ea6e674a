package hyperpod.rig.validate;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.ListAddonsRequest;
import software.amazon.awssdk.services.eks.model.ListAddonsResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ListTagsRequest;
import software.amazon.awssdk.services.sagemaker.model.ListTagsResponse;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/** A small account in which the request of {@code events/console/provision.json} can be met; tests change one thing of it. */
final class AwsWorld {

    static final String VPC = "vpc-0a1b2c3d4e5f60718";

    final Map<String, Subnet> subnets = new HashMap<>();
    final Map<String, String> vpcOfSecurityGroup = new HashMap<>();
    /** Trust policies by role ARN. */
    final Map<String, String> trust = new HashMap<>();
    final Set<String> deniedActions = new HashSet<>();
    final List<String> addOns = new ArrayList<>(List.of("vpc-cni", "coredns", "kube-proxy"));
    /** Tags of HyperPod clusters by cluster name. */
    final Map<String, Map<String, String>> hyperPodClusters = new HashMap<>();
    final List<Integer> filterSizes = new ArrayList<>();
    boolean simulationRefused;
    boolean eksClusterExists = true;
    ClusterStatus eksStatus = ClusterStatus.ACTIVE;
    AuthenticationMode authenticationMode = AuthenticationMode.API;

    AwsWorld() {
        subnet("subnet-0a1b2c3d4e5f60718", VPC, 4091);
        subnet("subnet-0b1c2d3e4f5a60729", VPC, 4091);
        vpcOfSecurityGroup.put("sg-0123456789abcdef0", VPC);
        trust.put("arn:aws:iam::111122223333:role/nova-rig",
                """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}]}""");
    }

    void subnet(String id, String vpcId, int freeAddresses) {
        subnets.put(id, Subnet.builder().subnetId(id).vpcId(vpcId).availableIpAddressCount(freeAddresses).build());
    }

    Ec2Client ec2() {
        return new Ec2Client() {
            @Override
            public DescribeSubnetsResponse describeSubnets(DescribeSubnetsRequest request) {
                List<String> ids = request.filters().getFirst().values();
                filterSizes.add(ids.size());
                return DescribeSubnetsResponse.builder().subnets(ids.stream().filter(subnets::containsKey).map(subnets::get).toList()).build();
            }

            @Override
            public DescribeSecurityGroupsResponse describeSecurityGroups(DescribeSecurityGroupsRequest request) {
                return DescribeSecurityGroupsResponse.builder()
                        .securityGroups(request.filters().getFirst().values().stream()
                                .filter(vpcOfSecurityGroup::containsKey)
                                .map(id -> SecurityGroup.builder().groupId(id).vpcId(vpcOfSecurityGroup.get(id)).build())
                                .toList())
                        .build();
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {}
        };
    }

    EksClient eks() {
        return new EksClient() {
            @Override
            public DescribeClusterResponse describeCluster(DescribeClusterRequest request) {
                if (!eksClusterExists) {
                    throw software.amazon.awssdk.services.eks.model.ResourceNotFoundException.builder().build();
                }
                return DescribeClusterResponse.builder()
                        .cluster(Cluster.builder()
                                .name(request.name())
                                .status(eksStatus)
                                .accessConfig(access -> access.authenticationMode(authenticationMode))
                                .resourcesVpcConfig(vpc -> vpc.vpcId(VPC))
                                .build())
                        .build();
            }

            @Override
            public ListAddonsResponse listAddons(ListAddonsRequest request) {
                return ListAddonsResponse.builder().addons(addOns).build();
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {}
        };
    }

    IamClient iam() {
        return new IamClient() {
            @Override
            public GetRoleResponse getRole(GetRoleRequest request) {
                String arn = trust.keySet().stream().filter(role -> role.endsWith("/" + request.roleName())).findFirst()
                        .orElseThrow(() -> NoSuchEntityException.builder().build());
                String document = URLEncoder.encode(trust.get(arn), StandardCharsets.UTF_8).replace("+", "%20");
                return GetRoleResponse.builder().role(role -> role.arn(arn).assumeRolePolicyDocument(document)).build();
            }

            @Override
            public SimulatePrincipalPolicyResponse simulatePrincipalPolicy(SimulatePrincipalPolicyRequest request) {
                if (simulationRefused) {
                    throw IamException.builder().statusCode(403).build();
                }
                return SimulatePrincipalPolicyResponse.builder()
                        .evaluationResults(request.actionNames().stream().map(AwsWorld.this::evaluation).toList())
                        .isTruncated(false)
                        .build();
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {}
        };
    }

    private EvaluationResult evaluation(String action) {
        return EvaluationResult.builder()
                .evalActionName(action)
                .evalDecision(deniedActions.contains(action)
                        ? PolicyEvaluationDecisionType.IMPLICIT_DENY
                        : PolicyEvaluationDecisionType.ALLOWED)
                .build();
    }

    SageMakerClient sageMaker() {
        return new SageMakerClient() {
            @Override
            public software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse describeCluster(
                    software.amazon.awssdk.services.sagemaker.model.DescribeClusterRequest request) {
                if (!hyperPodClusters.containsKey(request.clusterName())) {
                    throw software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException.builder().build();
                }
                return software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse.builder()
                        .clusterArn("arn:aws:sagemaker:us-east-1:111122223333:cluster/" + request.clusterName())
                        .clusterStatus("InService")
                        .build();
            }

            @Override
            public ListTagsResponse listTags(ListTagsRequest request) {
                return ListTagsResponse.builder()
                        .tags(hyperPodClusters.get(request.resourceArn().replaceFirst(".*/", "")).entrySet().stream()
                                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                                .toList())
                        .build();
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {}
        };
    }
}
