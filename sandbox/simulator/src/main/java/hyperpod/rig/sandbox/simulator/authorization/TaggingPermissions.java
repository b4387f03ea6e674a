package hyperpod.rig.sandbox.simulator.authorization;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * What callers of the Resource Groups Tagging API need: its actions are on no resource.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonresourcegrouptaggingapi.html">
 *     Actions of Amazon Resource Group Tagging API</a>
 */
public final class TaggingPermissions implements CallPermissions {

    @Override
    public List<Requirement> of(String operation, ObjectNode request, Instant now) {
        return List.of(Requirement.of(List.of(new Permission("tag:" + operation, "*"))));
    }
}
