package hyperpod.rig.egress.endpoint;

/** Whether something holds for the requests of a kind: for none of them, for some or perhaps, for all. */
enum Truth {
    NEVER,
    SOMETIMES,
    ALWAYS;

    static Truth of(boolean holds) {
        return holds ? ALWAYS : NEVER;
    }

    Truth not() {
        return switch (this) {
            case NEVER -> ALWAYS;
            case SOMETIMES -> SOMETIMES;
            case ALWAYS -> NEVER;
        };
    }

    Truth and(Truth other) {
        return compareTo(other) <= 0 ? this : other;
    }

    Truth or(Truth other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** For requests of which some are like this and others like that. */
    Truth join(Truth other) {
        return this == other ? this : SOMETIMES;
    }
}
