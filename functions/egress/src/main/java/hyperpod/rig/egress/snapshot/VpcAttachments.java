package hyperpod.rig.egress.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code Attachments} of a gateway. */
final class VpcAttachments {

    private VpcAttachments() {}

    /** The VPCs that the gateway serves now or is about to serve; an attachment without a state counts. */
    static List<String> vpcIds(AwsElement gateway) {
        List<String> vpcIds = new ArrayList<>();
        for (AwsElement attachment : gateway.requiredElements("Attachments")) {
            Optional<String> ended = attachment.text("State").filter("detached"::equals);
            if (ended.isEmpty()) {
                attachment.text("VpcId").ifPresent(vpcIds::add);
            }
        }
        return List.copyOf(vpcIds);
    }
}
