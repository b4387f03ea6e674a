package hyperpod.rig.core;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.retry.RetryUtils;

/**
 * Sorts the SDK's exceptions by the one thing that the state machine wants to know: is it worth repeating?
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html">Retry behavior</a>
 */
public final class AwsErrors {

    private AwsErrors() {}

    /** The error that a handler ends with when an SDK call ended with {@code e}. */
    public static ProvisioningException of(SdkException e) {
        return switch (e) {
            case SdkServiceException service
            when worthRepeating(service) ->
                new ServiceUnavailableException(
                        describe(service) + ". AWS throttled or failed; the call is repeated", e);
            case SdkServiceException service -> new CallRefusedException(describe(service), e);
            case SdkClientException client ->
                new ServiceUnavailableException(
                        "No answer from AWS: " + client.getMessage() + ". The call is repeated", e);
            default -> new CallRefusedException(e.getMessage(), e);
        };
    }

    /**
     * For callers that turn a refusal into a result.
     *
     * @throws ServiceUnavailableException if AWS did not refuse, but throttled, failed or did not answer
     */
    public static void rethrowIfWorthRepeating(SdkException e) {
        if (of(e) instanceof ServiceUnavailableException unavailable) {
            throw unavailable;
        }
    }

    /** The code that AWS names the error with, such as {@code ResourceNotFound}; empty if it gives none. */
    public static String code(SdkException e) {
        return e instanceof AwsServiceException aws
                        && aws.awsErrorDetails() != null
                        && aws.awsErrorDetails().errorCode() != null
                ? aws.awsErrorDetails().errorCode()
                : "";
    }

    /** Whether AWS answered and did nothing: after an error of its own, or without an answer, it may have. */
    public static boolean refuses(SdkException e) {
        return e instanceof SdkServiceException service && service.statusCode() >= 400 && service.statusCode() < 500;
    }

    /** Whether AWS refused because the caller lacks a permission, in the words of any of its services. */
    public static boolean deniesPermission(SdkException e) {
        return code(e).startsWith("AccessDenied") || code(e).equals("UnauthorizedOperation");
    }

    private static boolean worthRepeating(SdkServiceException e) {
        return RetryUtils.isThrottlingException(e) || RetryUtils.isClockSkewException(e) || e.statusCode() >= 500;
    }

    private static String describe(SdkServiceException e) {
        String detail = e instanceof AwsServiceException aws && aws.awsErrorDetails() != null
                ? aws.awsErrorDetails().serviceName() + " answered "
                        + aws.awsErrorDetails().errorCode() + ": "
                        + aws.awsErrorDetails().errorMessage()
                : String.valueOf(e.getMessage());
        return detail + " (HTTP " + e.statusCode() + ", request " + e.requestId() + ")";
    }
}
