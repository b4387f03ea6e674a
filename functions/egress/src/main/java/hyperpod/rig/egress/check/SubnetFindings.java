package hyperpod.rig.egress.check;

import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.path.EgressPath;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is found about one subnet. Its findings name no subnet yet, so that they are equal for subnets of which the same
 * is to be said.
 *
 * @param ofPaths one for each way out
 * @param others the rest
 */
public record SubnetFindings(List<OfPath> ofPaths, List<Finding> others) {

    public SubnetFindings {
        ofPaths = List.copyOf(ofPaths);
        others = List.copyOf(others);
    }

    /** A way out and what is to be said of it. */
    public record OfPath(EgressPath path, Finding finding) {}

    /** All of them. */
    public List<Finding> all() {
        return Stream.concat(ofPaths.stream().map(OfPath::finding), others.stream())
                .toList();
    }
}
