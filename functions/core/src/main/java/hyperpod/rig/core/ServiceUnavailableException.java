package hyperpod.rig.core;

/** AWS throttled the call, failed by itself or was not reached: the state machine repeats the handler, with backoff. */
public final class ServiceUnavailableException extends ProvisioningException {

    public ServiceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    public ServiceUnavailableException(String message) {
        super(message);
    }

    /**
     * What an answer of AWS must hold; without it the call counts as not answered.
     *
     * @param <T> type of the member
     * @param value the member, null if the answer lacks it
     * @param member its name with the operation, {@code CreateCluster.ClusterArn}
     * @throws ServiceUnavailableException if the answer lacks it
     */
    public static <T> T unlessMissing(T value, String member) {
        if (value == null) {
            throw new ServiceUnavailableException("AWS's answer lacks " + member + ". The call is repeated");
        }
        return value;
    }
}
