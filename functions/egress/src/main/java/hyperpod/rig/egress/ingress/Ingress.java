package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.finding.Finding;
import java.util.List;

/**
 * What is found about the way into one subnet.
 *
 * @param paths its ways in, those that a layer closes too
 * @param findings what is to be said of them and of the rules; they name no subnet yet
 */
public record Ingress(List<IngressPath> paths, List<Finding> findings) {

    public Ingress {
        paths = List.copyOf(paths);
        findings = List.copyOf(findings);
    }
}
