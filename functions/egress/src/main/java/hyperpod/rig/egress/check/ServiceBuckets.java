package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.endpoint.EndpointPolicy;
import hyperpod.rig.egress.endpoint.Perimeter;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Vpc;
import hyperpod.rig.egress.snapshot.VpcEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The buckets of AWS's own accounts that the nodes of a restricted instance group use. A policy of the endpoint to S3
 * that knows the own account's buckets alone keeps nodes from their images, and results from where they are expected.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms">Minimum
 *     Amazon S3 bucket permissions for Amazon ECR</a>
 */
final class ServiceBuckets {

    private static final String READ = "s3:GetObject";
    private static final String WRITE = "s3:PutObject";
    /** What names of the service-managed output buckets begin with. */
    private static final String OUTPUT = "arn:aws:s3:::customer-escrow-";

    private ServiceBuckets() {}

    /** The bucket in which ECR keeps the layers of images, in the Region of an endpoint. */
    static String ofImageLayers(VpcEndpoint endpoint) {
        return "arn:aws:s3:::" + nameOfImageLayers(endpoint);
    }

    private static String nameOfImageLayers(VpcEndpoint endpoint) {
        List<String> parts = List.of(endpoint.serviceName().split("\\.", -1));
        return "prod-" + parts.get(parts.size() - 2) + "-starport-layer-bucket";
    }

    /** What data may go to through an endpoint, if these accounts own its VPC. */
    static Perimeter perimeter(VpcEndpoint endpoint, Set<String> owners) {
        return new Perimeter(owners, endpoint.serviceName().endsWith(".s3") ? nameOfImageLayers(endpoint) : "", true);
    }

    /** What to add to a policy that names owners of resources, so that it does not break the cluster. */
    static String remedy(VpcEndpoint endpoint) {
        return "a statement of its own that allows " + READ + " to everybody on " + ofImageLayers(endpoint)
                + "/*, and the service-managed output bucket by its full name, which DescribeCluster shows as"
                + " EnvironmentConfig.S3OutputPath";
    }

    /** That no policy of these endpoints to S3 admits what nodes need; none if there is no endpoint. */
    static Optional<Finding> finding(List<VpcEndpoint> toS3, NetworkSnapshot network) {
        List<List<String>> kept =
                toS3.stream().map(endpoint -> keptFrom(endpoint, network)).toList();
        return kept.isEmpty() || kept.stream().anyMatch(List::isEmpty)
                ? Optional.empty()
                : Optional.of(Finding.of(
                        Control.NARROW_ENDPOINT_POLICY,
                        toS3.getFirst().vpcEndpointId(),
                        "the policy of the endpoint to S3 keeps nodes from "
                                + String.join(" and from ", kept.getFirst()),
                        toS3.getFirst().vpcEndpointId() + ": PolicyDocument",
                        Remedy.command(
                                        "aws",
                                        "ec2",
                                        "modify-vpc-endpoint",
                                        "--vpc-endpoint-id",
                                        toS3.getFirst().vpcEndpointId(),
                                        "--policy-document",
                                        "file://policy.json")
                                .explained("write policy.json with " + remedy(toS3.getFirst()))));
    }

    private static List<String> keptFrom(VpcEndpoint endpoint, NetworkSnapshot network) {
        List<String> kept = new ArrayList<>();
        if (endpoint.policyDocument().isEmpty()) {
            return kept;
        }
        try {
            EndpointPolicy policy = new EndpointPolicy(endpoint.policyDocument().get(), endpoint.serviceName());
            Perimeter perimeter = perimeter(
                    endpoint,
                    network.vpc(endpoint.vpcId())
                            .flatMap(Vpc::ownerId)
                            .map(Set::of)
                            .orElseGet(policy::accounts));
            String layers = ofImageLayers(endpoint);
            if (!policy.admitsAws(READ, layers + "/*", perimeter)) {
                kept.add("the layers of their images (" + layers + ")");
            }
            if (!policy.admitsOwnCaller(WRITE, OUTPUT + "*", perimeter)) {
                kept.add("the service-managed output bucket (" + OUTPUT + "...)");
            }
        } catch (IllegalArgumentException e) {
            // That it cannot be read is another finding.
            return List.of();
        }
        return kept;
    }
}
