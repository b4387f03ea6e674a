package hyperpod.rig.egress.finding;

/** Who set a field of a policy. */
public enum Origin {
    /** Nobody: it is what holds unless somebody says otherwise. */
    DEFAULT,
    /** Who deployed the application, by its parameters. */
    ADMINISTRATOR,
    /** Who asked for the cluster, or for the audit. */
    REQUESTER
}
