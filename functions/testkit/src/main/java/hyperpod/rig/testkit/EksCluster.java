package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.util.List;
import java.util.Map;

/**
 * An EKS cluster: ACTIVE, with a private endpoint, authentication mode API and the usual add-ons, unless a test says
 * otherwise.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html">Cluster</a>
 */
public final class EksCluster extends Resource<EksCluster> {

    String vpcCniVersion = "v1.19.6-eksbuild.1";
    List<String> addOns = List.of("vpc-cni", "coredns", "kube-proxy");

    EksCluster(String name, String vpcId) {
        with("name", name)
                .with("arn", AwsAccount.arn("eks", "cluster/" + name))
                .with("resourcesVpcConfig", Map.of("vpcId", vpcId, "endpointPrivateAccess", true));
        status("ACTIVE").authenticationMode("API").version("1.33");
    }

    /** CREATING, ACTIVE, DELETING, FAILED, UPDATING or PENDING. */
    public EksCluster status(String status) {
        return with("status", status);
    }

    /** API, API_AND_CONFIG_MAP or CONFIG_MAP. */
    public EksCluster authenticationMode(String mode) {
        return with("accessConfig", Map.of("authenticationMode", mode));
    }

    /** Version of Kubernetes, such as 1.33. */
    public EksCluster version(String version) {
        return with("version", version);
    }

    /** With another value of a member of its VPC configuration. */
    public EksCluster vpcConfig(String member, Object value) {
        ((ObjectNode) json.get("resourcesVpcConfig")).set(member, Json.MAPPER.valueToTree(value));
        return this;
    }

    /** Version of the add-on vpc-cni. */
    public EksCluster vpcCni(String version) {
        vpcCniVersion = version;
        return this;
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
