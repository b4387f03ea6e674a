package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.Vpc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the VPC belongs to the account that looks at it. A participant of a shared VPC sees neither the interfaces,
 * endpoints, peerings and attachments of its owner nor anything of other participants.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html">Responsibilities and
 *     permissions for owners and participants</a>
 */
final class SharedVpcChecks {

    private final NetworkSnapshot network;
    private final Map<String, String> ownerOfSubnets = new HashMap<>();

    SharedVpcChecks(NetworkSnapshot network) {
        this.network = network;
        for (Subnet subnet : network.subnets()) {
            subnet.ownerId().ifPresent(owner -> ownerOfSubnets.putIfAbsent(subnet.vpcId(), owner));
        }
    }

    List<Finding> findings(String vpcId) {
        return findings(vpcId, Control.MISSING_PART, Control.SHARED_VPC);
    }

    /** The same for the way in: who comes in by what a participant does not see. */
    List<Finding> inbound(String vpcId) {
        return findings(vpcId, Control.MISSING_INBOUND_PART, Control.UNKNOWN_ENTRANCE);
    }

    private List<Finding> findings(String vpcId, Control missing, Control shared) {
        Optional<String> owner =
                network.vpc(vpcId).flatMap(Vpc::ownerId).or(() -> Optional.ofNullable(ownerOfSubnets.get(vpcId)));
        if (owner.isEmpty()) {
            return List.of(MissingPart.of(missing, ResourceKind.VPC, vpcId, network));
        }
        Set<String> accounts = network.accounts();
        if (accounts.isEmpty()) {
            return List.of(Finding.of(
                    missing,
                    vpcId,
                    "the snapshot does not say whose it is, so that " + vpcId + " may be shared by another account",
                    network.refusal("Account").orElse("no Account in any document; the VPC belongs to " + owner.get()),
                    Remedy.command("aws", "sts", "get-caller-identity").explained("add the output to the snapshot")));
        }
        return accounts.contains(owner.get())
                ? List.of()
                : List.of(Finding.of(
                        shared,
                        vpcId,
                        vpcId + " is shared by the account " + owner.get()
                                + ", which does not show its endpoints, peerings, attachments and interfaces",
                        vpcId + ": OwnerId " + owner.get() + ", seen by "
                                + String.join(", ", accounts.stream().sorted().toList()),
                        "audit with a snapshot that the owner takes, or use a VPC of your own"));
    }
}
