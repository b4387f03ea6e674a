package hyperpod.rig.network;

import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/** AWS does not offer a service in the Region. */
final class NotInRegionException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private NotInRegionException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Calls a service that some Regions lack. There its endpoint's name does not exist; where the SDK knows the service
     * to be, the same is a fault of the network, and the call may be repeated.
     *
     * @param service its name in messages
     * @param regions where the SDK knows it to be
     * @throws NotInRegionException if it is not in this Region
     */
    static <T> T unlessOffered(String service, List<Region> regions, Region region, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkClientException e) {
            if (regions.contains(region) || !unknownHost(e)) {
                throw e;
            }
            throw new NotInRegionException("AWS does not offer " + service + " in " + region, e);
        }
    }

    private static boolean unknownHost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }
}
