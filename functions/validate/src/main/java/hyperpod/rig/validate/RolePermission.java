package hyperpod.rig.validate;

import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.S3Buckets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.arns.Arn;

/**
 * Actions that an execution role must allow on a resource.
 *
 * @param resource an ARN, or {@code *} for actions that have no resource
 * @param actions such as {@code s3:GetObject}
 * @param required whether a group cannot do without; else a role that allows them on a narrower resource may do
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-prerequisites-iam.html">IAM role for
 *     SageMaker HyperPod: with Amazon EKS</a>
 */
record RolePermission(String resource, List<String> actions, boolean required) {

    private static final List<String> DESCRIBE = List.of(
            "ec2:DescribeDhcpOptions",
            "ec2:DescribeInstances",
            "ec2:DescribeInstanceTypes",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeTags",
            "ec2:DescribeVpcs",
            "ecr:GetAuthorizationToken");
    /** SageMaker deletes the interfaces through this role too. */
    private static final List<String> INTERFACES = List.of(
            "ec2:AssignPrivateIpAddresses",
            "ec2:AttachNetworkInterface",
            "ec2:CreateNetworkInterface",
            "ec2:CreateNetworkInterfacePermission",
            "ec2:DeleteNetworkInterface",
            "ec2:DeleteNetworkInterfacePermission",
            "ec2:DetachNetworkInterface",
            "ec2:ModifyNetworkInterfaceAttribute",
            "ec2:UnassignPrivateIpAddresses");

    private static final List<String> IMAGES =
            List.of("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer");
    private static final List<String> POD_IDENTITY = List.of("eks-auth:AssumeRoleForPodIdentity");
    private static final List<String> BUCKET = List.of("s3:ListBucket");
    private static final List<String> READ = List.of("s3:GetObject");
    private static final List<String> WRITE = List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject");
    private static final List<String> REWARD = List.of("lambda:InvokeFunction");
    private static final List<String> MESSAGES = List.of("sqs:DeleteMessage", "sqs:ReceiveMessage", "sqs:SendMessage");

    /** What the roles of a request need. */
    static List<RolePermission> of(ProvisionRequest request) {
        Arn eks = Arn.fromString(request.eksClusterArn());
        List<RolePermission> all = new ArrayList<>(List.of(
                new RolePermission("*", DESCRIBE, true),
                new RolePermission(like(eks, "ec2", "network-interface/eni-00000000000000000"), INTERFACES, true),
                // The images lie in registries of AWS, whose names a role may hold.
                new RolePermission(like(eks, "ecr", "repository/nova"), IMAGES, false),
                new RolePermission(request.eksClusterArn(), POD_IDENTITY, false)));
        request.s3().flatMap(S3Buckets::inputBucket).ifPresent(name -> {
            all.add(new RolePermission(bucket(eks, name), BUCKET, true));
            all.add(new RolePermission(bucket(eks, name) + "/*", READ, true));
        });
        request.s3().flatMap(S3Buckets::outputBucket).ifPresent(name -> {
            all.add(new RolePermission(bucket(eks, name), BUCKET, true));
            all.add(new RolePermission(bucket(eks, name) + "/*", WRITE, true));
        });
        if (request.usesReinforcementFineTuning()) {
            all.add(new RolePermission(like(eks, "lambda", "function:SageMaker"), REWARD, true));
            all.add(new RolePermission(like(eks, "sqs", "SageMaker"), MESSAGES, true));
        }
        return List.copyOf(all);
    }

    private static String like(Arn eksCluster, String service, String resource) {
        return eksCluster.toBuilder()
                .service(service)
                .resource(resource)
                .build()
                .toString();
    }

    private static String bucket(Arn eksCluster, String name) {
        return "arn:" + eksCluster.partition() + ":s3:::" + name;
    }
}
