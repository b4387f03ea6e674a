package hyperpod.rig.egress.snapshot;

/**
 * What is known of a network interface that a service of AWS uses.
 *
 * @param service what for
 * @param description how AWS describes it, such as {@code ELB app/NAME/ID}; empty if it does not
 */
public record ServiceInterface(InterfaceService service, String description) {}
