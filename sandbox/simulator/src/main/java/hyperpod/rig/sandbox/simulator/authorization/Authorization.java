package hyperpod.rig.sandbox.simulator.authorization;

import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.util.List;

/** Who may do what. */
@FunctionalInterface
public interface Authorization {

    /** Whoever signs may do everything. */
    Authorization OF_EVERYBODY = (accessKeyId, permissions) -> {};

    /**
     * Returns if the holder of the access key has all these permissions.
     *
     * @throws ServiceException AccessDeniedException with IAM's message; UnrecognizedClientException if nobody has the
     *     key or it is inactive, ExpiredTokenException if its session is over
     */
    void require(String accessKeyId, List<Permission> permissions);
}
