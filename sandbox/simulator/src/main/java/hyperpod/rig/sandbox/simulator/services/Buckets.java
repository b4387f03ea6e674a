package hyperpod.rig.sandbox.simulator.services;

/** The buckets that file systems are linked to. */
public interface Buckets {

    /** Whether a bucket of this name exists in this Region. */
    boolean isHere(String name);
}
