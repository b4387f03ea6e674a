package hyperpod.rig.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The name of an execution that the API starts: the cluster's name and a digest of the caller's
 * {@code Idempotency-Key}, 80 characters at most, as Step Functions takes them.
 */
final class StartedName {

    private static final int DIGEST_BYTES = 8;
    private static final Pattern FROM_API = Pattern.compile(".+-[0-9a-f]{" + 2 * DIGEST_BYTES + "}");

    private StartedName() {}

    /** The same for the same cluster and key. */
    static String of(String clusterName, String idempotencyKey) {
        return clusterName + "-" + digest(idempotencyKey);
    }

    /** Whether the API gives such names; a person may have given it too. */
    static boolean isFromApi(String executionName) {
        return FROM_API.matcher(executionName).matches();
    }

    /** Whether the API gives this name to an execution for this cluster. */
    static boolean isFor(String clusterName, String executionName) {
        return isFromApi(executionName)
                && executionName.startsWith(clusterName)
                && executionName.length() == clusterName.length() + 1 + 2 * DIGEST_BYTES;
    }

    private static String digest(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
