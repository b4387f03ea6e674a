package hyperpod.rig.filesystem;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Client request tokens: the same execution always derives the same token, so that a repeated create finds its own
 * resource. 63 characters at most, as FSx demands.
 */
final class CreationToken {

    private CreationToken() {}

    /** The token of the shared file system of this execution. */
    static String ofFileSystem(String executionArn) {
        return derive("fs", executionArn);
    }

    /** The token of the link between the shared file system and S3. */
    static String ofDataRepositoryAssociation(String executionArn) {
        return derive("dra", executionArn);
    }

    private static String derive(String purpose, String executionArn) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(executionArn.getBytes(StandardCharsets.UTF_8));
            return "hyperpod-rig-" + purpose + "-" + HexFormat.of().formatHex(digest, 0, 20);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
