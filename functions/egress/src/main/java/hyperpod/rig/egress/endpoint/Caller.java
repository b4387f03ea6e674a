package hyperpod.rig.egress.endpoint;

/**
 * Who may call through an endpoint. Code on a node is not bound to the node's role: it can bring credentials of any
 * account, a link that a foreign account signed, or none at all.
 */
enum Caller {
    OWN_IN_ORGANIZATION("a caller of the own account", true, true),
    OWN_WITHOUT_ORGANIZATION("a caller of the own account", true, false),
    /** Of another account in an organisation that the policy names, or in the own one. */
    TRUSTED("a caller of a trusted organisation", true, true),
    FOREIGN_IN_ORGANIZATION("a caller with credentials of a foreign account", false, true),
    FOREIGN_WITHOUT_ORGANIZATION("a caller with credentials of a foreign account", false, false),
    /** Without a signature: no key that names a caller is there. */
    ANONYMOUS("a caller without credentials", false, false);

    private final String words;
    private final boolean inside;
    private final boolean hasOrganization;

    Caller(String words, boolean inside, boolean hasOrganization) {
        this.words = words;
        this.inside = inside;
        this.hasOrganization = hasOrganization;
    }

    String words() {
        return words;
    }

    boolean isOwn() {
        return this == OWN_IN_ORGANIZATION || this == OWN_WITHOUT_ORGANIZATION;
    }

    /** Whether it shares no account and no organisation with a resource that is foreign. */
    boolean isInside() {
        return inside;
    }

    boolean hasOrganization() {
        return hasOrganization;
    }
}
