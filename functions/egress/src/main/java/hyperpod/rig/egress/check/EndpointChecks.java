package hyperpod.rig.egress.check;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.IpPermission;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import hyperpod.rig.egress.snapshot.Vpc;
import hyperpod.rig.egress.snapshot.VpcEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The endpoints of a VPC: whether data can leave through them, and whether a restricted instance group can work with
 * them.
 */
final class EndpointChecks {

    /**
     * The services that a VPC without internet must reach for a restricted instance group, as the last part of the
     * endpoint service's name.
     *
     * @see <a href="https://docs.aws.amazon.com/nova/latest/nova2-userguide/nova-hp-cluster.html">Creating a HyperPod
     *     EKS cluster with a restricted instance group</a>
     */
    private static final List<String> REQUIRED_SERVICES = List.of(
            "s3",
            "ecr.api",
            "ecr.dkr",
            "sts",
            "logs",
            "monitoring",
            "ec2",
            "eks",
            "eks-auth",
            "sagemaker.api",
            "ssm",
            "ssmmessages",
            "ec2messages");

    /** Through these nodes call reward functions, and get their answers. */
    private static final List<String> REWARD_SERVICES = List.of("lambda", "sqs");

    private static final String S3 = "s3";
    private static final int TCP = 6;
    private static final int HTTPS = 443;

    private final NetworkSnapshot network;
    private final EndpointPolicyChecks policies;
    private final List<String> securityGroupIds;
    private final List<String> requiredServices;

    EndpointChecks(NetworkSnapshot network, List<String> securityGroupIds, boolean reinforcementFineTuning) {
        this.network = network;
        policies = new EndpointPolicyChecks(network);
        this.securityGroupIds = securityGroupIds;
        requiredServices = reinforcementFineTuning
                ? Stream.concat(REQUIRED_SERVICES.stream(), REWARD_SERVICES.stream())
                        .toList()
                : REQUIRED_SERVICES;
    }

    List<Finding> findings(String vpcId) {
        if (!network.holds(ResourceKind.VPC_ENDPOINT)) {
            return List.of(MissingPart.of(ResourceKind.VPC_ENDPOINT, vpcId, network));
        }
        List<Finding> findings = new ArrayList<>();
        List<VpcEndpoint> endpoints = network.vpcEndpointsIn(vpcId);
        for (VpcEndpoint endpoint : endpoints) {
            if (endpoint.type() != VpcEndpoint.Type.GATEWAY_LOAD_BALANCER && !PrivateLinkChecks.isForeign(endpoint)) {
                policies.finding(endpoint)
                        .map(finding -> finding.leadingThrough(endpoint.vpcEndpointId()))
                        .ifPresent(findings::add);
            }
        }
        required(vpcId, endpoints, findings);
        ServiceBuckets.finding(
                        endpoints.stream()
                                .filter(endpoint -> isOf(endpoint, S3))
                                .toList(),
                        network)
                .ifPresent(findings::add);
        return findings;
    }

    /**
     * Missing or unusable endpoints are no way out, but a group that does not come up for lack of them tempts people to
     * open the network.
     */
    private void required(String vpcId, List<VpcEndpoint> endpoints, List<Finding> findings) {
        List<String> missing = new ArrayList<>();
        for (String service : requiredServices) {
            List<VpcEndpoint> found = endpoints.stream()
                    .filter(endpoint -> isOf(endpoint, service))
                    .toList();
            if (found.isEmpty()) {
                missing.add(service);
            } else if (found.stream()
                    .noneMatch(endpoint -> trouble(vpcId, endpoint).isEmpty())) {
                VpcEndpoint endpoint = found.getFirst();
                findings.add(Finding.of(
                        Control.UNUSABLE_ENDPOINT,
                        endpoint.vpcEndpointId(),
                        "a restricted instance group cannot use the endpoint to " + service + ": "
                                + trouble(vpcId, endpoint).orElse(""),
                        endpoint.vpcEndpointId() + ": state " + endpoint.state() + ", private DNS "
                                + endpoint.privateDnsEnabled() + ", groups " + endpoint.securityGroupIds(),
                        Remedy.command(
                                        "aws",
                                        "ec2",
                                        "modify-vpc-endpoint",
                                        "--vpc-endpoint-id",
                                        endpoint.vpcEndpointId(),
                                        "--private-dns-enabled")
                                .explained("allow TCP 443 from the nodes in its groups, or give it private DNS")));
            }
        }
        if (!missing.isEmpty()) {
            findings.add(Finding.of(
                    Control.MISSING_ENDPOINTS,
                    vpcId,
                    "without internet a restricted instance group needs endpoints to " + String.join(", ", missing),
                    vpcId + " has endpoints to "
                            + endpoints.stream().map(VpcEndpoint::serviceName).toList(),
                    created(vpcId, missing)));
        }
    }

    /** A command for each; interface endpoints do for S3 too. */
    private static Remedy created(String vpcId, List<String> services) {
        return new Remedy(
                "create them, with a policy that names your account; REGION is the Region, SUBNETS and GROUP are where"
                        + " they stand",
                services.stream()
                        .map(service -> "aws ec2 create-vpc-endpoint --vpc-id " + Remedy.quoted(vpcId)
                                + " --vpc-endpoint-type Interface --service-name \"com.amazonaws.$REGION." + service
                                + "\" --subnet-ids $SUBNETS --security-group-ids \"$GROUP\"")
                        .toList());
    }

    private static boolean isOf(VpcEndpoint endpoint, String service) {
        String[] parts = endpoint.serviceName().split("\\.", -1);
        int region = parts.length > 2 && parts[0].equals("cn") ? 3 : 2;
        if (endpoint.serviceName().startsWith("aws.")) {
            return endpoint.serviceName().endsWith("." + service);
        }
        return parts.length > region + 1
                && String.join(".", List.of(parts).subList(region + 1, parts.length))
                        .equals(service);
    }

    private Optional<String> trouble(String vpcId, VpcEndpoint endpoint) {
        if (!endpoint.state().equals("available")) {
            return Optional.of("its state is " + endpoint.state());
        }
        if (endpoint.type() != VpcEndpoint.Type.INTERFACE) {
            return Optional.empty();
        }
        if (!endpoint.privateDnsEnabled()) {
            return Optional.of("it has no private DNS, so that the service's name leads elsewhere");
        }
        if (!network.holds(ResourceKind.SECURITY_GROUP)
                || endpoint.securityGroupIds().isEmpty()) {
            return Optional.empty();
        }
        if (!admits(vpcId, endpoint)) {
            return Optional.of("its security groups admit no TCP 443 from the nodes");
        }
        return reaches(vpcId, endpoint)
                ? Optional.empty()
                : Optional.of("the given security groups let no TCP 443 out to it");
    }

    /** Whether the endpoint's groups admit the given groups, or anyone of the VPC if none is given. */
    private boolean admits(String vpcId, VpcEndpoint endpoint) {
        return allows(
                endpoint.securityGroupIds(),
                SecurityGroup::ingress,
                vpcId,
                ids -> securityGroupIds.isEmpty()
                        ? !ids.isEmpty()
                        : securityGroupIds.stream().anyMatch(ids::contains));
    }

    private boolean reaches(String vpcId, VpcEndpoint endpoint) {
        return securityGroupIds.isEmpty()
                || allows(
                        securityGroupIds,
                        SecurityGroup::egress,
                        vpcId,
                        ids -> endpoint.securityGroupIds().stream().anyMatch(ids::contains));
    }

    private boolean allows(
            List<String> groupIds,
            Function<SecurityGroup, List<IpPermission>> rules,
            String vpcId,
            Predicate<Set<String>> groupsMatch) {
        AddressSet vpc =
                network.vpc(vpcId).map(Vpc::cidrBlocks).map(AddressSet::of).orElse(AddressSet.NONE);
        return groupIds.stream()
                .flatMap(id -> network.securityGroup(id).stream())
                .flatMap(group -> rules.apply(group).stream())
                .filter(permission -> permission.traffic().matches(TCP, HTTPS))
                .anyMatch(permission -> groupsMatch.test(Set.copyOf(permission.groupIds()))
                        || !permission.prefixListIds().isEmpty()
                        || !permission.addresses().intersect(vpc).isEmpty());
    }
}
