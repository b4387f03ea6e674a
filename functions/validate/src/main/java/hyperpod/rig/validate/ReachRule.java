package hyperpod.rig.validate;

import hyperpod.rig.core.Network;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;

/**
 * By their security groups, nodes reach the EKS control plane, and one another where their type has an Elastic Fabric
 * Adapter. What does not exist is another rule's matter.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html">Amazon EKS security group
 *     requirements</a>
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-prerequisites.html">Prerequisites:
 *     EFA</a>
 */
record ReachRule(DescribedNetwork network) {

    private static final int HTTPS = 443;

    /** {@code orchestrator} is empty if the EKS cluster is not known. */
    void check(ProvisionRequest request, Optional<Orchestrator> orchestrator, ViolationCollector found) {
        Set<String> judged = new LinkedHashSet<>();
        Set<String> judgedForEfa = new LinkedHashSet<>();
        for (int i = 0; i < request.restrictedInstanceGroups().size(); i++) {
            RestrictedInstanceGroup group = request.restrictedInstanceGroups().get(i);
            Network nodes = request.networkOf(group);
            String path = DescribedNetwork.pathOfNetwork(request, i) + ".securityGroupIds";
            Optional<SecurityGroups> groups = network.groups(nodes.securityGroupIds());
            if (groups.isPresent()) {
                if (orchestrator.isPresent() && judged.add(path)) {
                    controlPlane(path, nodes, groups.get(), orchestrator.get(), found);
                }
                if (hasEfa(group.instanceType(), found) && judgedForEfa.add(path)) {
                    amongThemselves(path, group.instanceType(), groups.get(), found);
                }
            }
        }
    }

    private boolean hasEfa(String instanceType, ViolationCollector found) {
        InstanceTypeInfo type = network.instanceTypes().get(NetworkReader.ec2Type(instanceType));
        if (type == null) {
            found.warning("EC2 does not know " + instanceType + " in this Region: whether it has an Elastic Fabric"
                    + " Adapter, and can be had, is not known");
            return false;
        }
        return type.networkInfo() != null
                && Boolean.TRUE.equals(type.networkInfo().efaSupported());
    }

    private static void amongThemselves(
            String path, String instanceType, SecurityGroups groups, ViolationCollector found) {
        boolean in = groups.admitAllFromThemselves();
        boolean out = groups.letOutAllToThemselves();
        if (!in || !out) {
            found.violation(
                    path,
                    String.join(", ", groups.ids()),
                    "does not let all traffic " + (in ? "out to" : out ? "in from" : "in from and out to")
                            + " itself, which the Elastic Fabric Adapter of " + instanceType + " needs",
                    "add " + (in ? "an outbound rule" : out ? "an inbound rule" : "an inbound and an outbound rule")
                            + " for all protocols whose other side is the security group itself");
        }
    }

    private void controlPlane(
            String path, Network nodes, SecurityGroups groups, Orchestrator orchestrator, ViolationCollector found) {
        Optional<SecurityGroups> controlPlane = network.groups(orchestrator.securityGroupIds());
        if (controlPlane.isEmpty()) {
            found.warning("whether nodes reach the control plane of "
                    + orchestrator.cluster().name()
                    + " is not known: EC2 does not show its security groups "
                    + String.join(", ", orchestrator.securityGroupIds()));
            return;
        }
        String theirs = String.join(", ", controlPlane.get().ids());
        if (!groups.letOut(HTTPS, controlPlane.get(), network.blocks(orchestrator.subnetIds()))) {
            found.violation(
                    path,
                    String.join(", ", groups.ids()),
                    "lets no TCP 443 out to the EKS control plane, so that nodes cannot join",
                    "add an outbound rule for TCP 443 to " + theirs);
        }
        if (!controlPlane.get().admit(HTTPS, groups, network.blocks(nodes.subnetIds()))) {
            found.violation(
                    path,
                    String.join(", ", groups.ids()),
                    "is not let in at TCP 443 by the EKS control plane (" + theirs + "), so that nodes cannot join",
                    "add an inbound rule for TCP 443 from the nodes' security group to one of them");
        }
    }
}
