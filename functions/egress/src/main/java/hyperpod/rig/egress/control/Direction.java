package hyperpod.rig.egress.control;

/** Which way a control looks. Each way has a verdict of its own. */
public enum Direction {
    /** From the subnets out; ids begin with {@code EGR-}. */
    EGRESS,
    /** From outside into the subnets; ids begin with {@code ING-}. */
    INGRESS
}
