package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.endpoint.EndpointPolicy;
import hyperpod.rig.egress.endpoint.Perimeter;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Vpc;
import hyperpod.rig.egress.snapshot.VpcEndpoint;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the policy of an endpoint to a service of AWS lets data leave to accounts other than the VPC owner's.
 *
 * @param network the network
 */
record EndpointPolicyChecks(NetworkSnapshot network) {

    Optional<Finding> finding(VpcEndpoint endpoint) {
        if (endpoint.policyDocument().isEmpty()) {
            return Optional.of(wide(
                    endpoint,
                    "whatever it is",
                    "there is no policy document, so the default one holds, which allows everything"));
        }
        try {
            EndpointPolicy policy = new EndpointPolicy(endpoint.policyDocument().get(), endpoint.serviceName());
            return network.vpc(endpoint.vpcId())
                    .flatMap(Vpc::ownerId)
                    .map(owner -> ofOwner(endpoint, policy, owner))
                    .orElseGet(() -> ofUnknownOwner(endpoint, policy));
        } catch (IllegalArgumentException e) {
            return Optional.of(Finding.of(
                    Control.MISSING_PART,
                    endpoint.vpcEndpointId(),
                    "the policy of the endpoint cannot be read: " + e.getMessage(),
                    endpoint.vpcEndpointId() + ": PolicyDocument",
                    remedy(endpoint)));
        }
    }

    private Optional<Finding> ofOwner(VpcEndpoint endpoint, EndpointPolicy policy, String owner) {
        Perimeter perimeter = ServiceBuckets.perimeter(endpoint, Set.of(owner));
        return policy.leak(perimeter)
                .map(leak -> wide(endpoint, leak.who(), leak.statement()))
                .or(() -> policy.leak(perimeter.proven()).map(leak -> trusted(endpoint, policy, leak)));
    }

    /** Without the owner an account that is written out may be anybody's. */
    private Optional<Finding> ofUnknownOwner(VpcEndpoint endpoint, EndpointPolicy policy) {
        Perimeter asIfOwn = ServiceBuckets.perimeter(endpoint, policy.accounts());
        return policy.leak(asIfOwn)
                .map(leak -> wide(endpoint, leak.who(), leak.statement()))
                .or(() -> policy.leak(ServiceBuckets.perimeter(endpoint, Set.of()))
                        .map(leak -> Finding.of(
                                Control.MISSING_PART,
                                endpoint.vpcEndpointId(),
                                "the policy of the endpoint names the accounts " + asIfOwn
                                        + ", and the snapshot does not say which account owns " + endpoint.vpcId(),
                                leak.statement(),
                                "add the output of " + ResourceKind.VPC.command() + ", with OwnerId")));
    }

    private static Finding wide(VpcEndpoint endpoint, String who, String evidence) {
        return Finding.of(
                Control.WIDE_ENDPOINT_POLICY,
                endpoint.vpcEndpointId(),
                "the policy of the endpoint to " + endpoint.serviceName() + " lets data leave to foreign accounts: "
                        + who,
                evidence,
                remedy(endpoint));
    }

    private static Finding trusted(VpcEndpoint endpoint, EndpointPolicy policy, EndpointPolicy.Leak leak) {
        return Finding.of(
                Control.TAKEN_ON_TRUST,
                endpoint.vpcEndpointId(),
                "the policy of the endpoint to " + endpoint.serviceName() + " is closed only if " + policy.trusts()
                        + ", which no snapshot proves",
                leak.statement(),
                Remedy.of(
                        "compare with aws organizations describe-organization, and with EnvironmentConfig.S3OutputPath"
                                + " of aws sagemaker describe-cluster; or name the account in each Allow"));
    }

    private static Remedy remedy(VpcEndpoint endpoint) {
        return Remedy.command(
                        "aws",
                        "ec2",
                        "modify-vpc-endpoint",
                        "--vpc-endpoint-id",
                        endpoint.vpcEndpointId(),
                        "--policy-document",
                        "file://policy.json")
                .explained("write policy.json with the condition StringEquals aws:ResourceAccount in each Allow"
                        + (endpoint.serviceName().endsWith(".s3")
                                ? ", beside " + ServiceBuckets.remedy(endpoint)
                                : ""));
    }
}
