package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import java.util.List;
import java.util.Optional;

/** A part of the snapshot that is missing, so that nothing is proven: missing never means none. */
public final class MissingPart {

    private MissingPart() {}

    /**
     * The finding that a part is missing.
     *
     * @param kind what is missing
     * @param id the resource for which it is needed, or the missing resource itself
     * @param network says whether the collector was refused it
     */
    public static Finding of(ResourceKind kind, String id, NetworkSnapshot network) {
        return of(Control.MISSING_PART, kind, id, network);
    }

    /** The finding that a part is missing that decides about the way in. */
    public static Finding inbound(ResourceKind kind, String id, NetworkSnapshot network) {
        return of(Control.MISSING_INBOUND_PART, kind, id, network);
    }

    static Finding of(Control control, ResourceKind kind, String id, NetworkSnapshot network) {
        Optional<String> refusal = network.refusal(kind.key());
        return Finding.of(
                control,
                id,
                "the snapshot lacks " + kind.key() + " for " + id + ", which decides",
                refusal.orElse("no " + kind.key() + " for " + id + " in any document"),
                refusal.isPresent()
                        ? Remedy.of("allow the auditor what was refused")
                        : new Remedy("add the output to the snapshot", List.of(command(kind, id))));
    }

    /** Some commands end with an option that takes the id of the VPC. */
    private static String command(ResourceKind kind, String id) {
        return kind.command().endsWith("-identifier") ? kind.command() + " " + Remedy.quoted(id) : kind.command();
    }
}
