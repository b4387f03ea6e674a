package hyperpod.rig.validate;

import java.util.regex.Pattern;

/**
 * How many private addresses a node of an EKS-orchestrated HyperPod cluster takes from its subnet.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-prerequisites.html">Prerequisites: a
 *     P5 takes 50 addresses for its primary card and one for each of its other 31</a>
 */
final class NodeAddresses {

    private static final Pattern P5 = Pattern.compile("ml\\.p5(e|en)?\\.48xlarge");
    private static final int P5_ADDRESSES = 81;
    /** Documented for no other type: what is certain is the node's own address and one for its pods. */
    private static final int AT_LEAST = 2;
    /** 49 pods from blocks of 16. */
    private static final int P5_BLOCKS = 4;

    private NodeAddresses() {}

    static int of(String instanceType) {
        return P5.matcher(instanceType).matches() ? P5_ADDRESSES : AT_LEAST;
    }

    /** How many blocks of 16 addresses its pods take, where they take their addresses from such. */
    static int blocksOf(String instanceType) {
        return P5.matcher(instanceType).matches() ? P5_BLOCKS : 1;
    }
}
