package hyperpod.rig.testkit;

import java.util.List;
import java.util.Map;

/**
 * An EKS cluster: ACTIVE, with authentication mode API and the usual add-ons, unless a test says otherwise.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html">Cluster</a>
 */
public final class EksCluster extends Resource<EksCluster> {

    List<String> addOns = List.of("vpc-cni", "coredns", "kube-proxy");

    EksCluster(String name, String vpcId) {
        with("name", name)
                .with("arn", AwsAccount.arn("eks", "cluster/" + name))
                .with("resourcesVpcConfig", Map.of("vpcId", vpcId));
        status("ACTIVE").authenticationMode("API");
    }

    /** CREATING, ACTIVE, DELETING, FAILED, UPDATING or PENDING. */
    public EksCluster status(String status) {
        return with("status", status);
    }

    /** API, API_AND_CONFIG_MAP or CONFIG_MAP. */
    public EksCluster authenticationMode(String mode) {
        return with("accessConfig", Map.of("authenticationMode", mode));
    }

    /** With these add-ons and no others. */
    public EksCluster addOns(String... names) {
        addOns = List.of(names);
        return this;
    }

    @Override
    EksCluster self() {
        return this;
    }
}
