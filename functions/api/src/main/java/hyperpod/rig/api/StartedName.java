package hyperpod.rig.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of the executions that the API starts, 80 characters at most, as Step Functions takes them. */
final class StartedName {

    private static final int DIGEST_BYTES = 8;
    /** Of a rollback's name, which begins with a word and ends with a cluster's name of 63 characters. */
    private static final int SHORT_DIGEST_BYTES = 4;

    private StartedName() {}

    /** Of an execution of {@code provision}: the same for the same cluster and {@code Idempotency-Key}. */
    static String of(String clusterName, String idempotencyKey) {
        return clusterName + "-" + digest(idempotencyKey, DIGEST_BYTES);
    }

    /**
     * Of a rollback: the same for the same wish.
     *
     * @param wish what it is to do, and after what
     */
    static String ofDeletion(String clusterName, String wish) {
        return "delete-" + clusterName + "-" + digest(wish, SHORT_DIGEST_BYTES);
    }

    private static String digest(String text, int bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
