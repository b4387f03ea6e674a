package hyperpod.rig.core;

/** The shared file system, or its link to S3, ended in a status from which it does not become available. */
public final class FileSystemFailedException extends ProvisioningException {

    public FileSystemFailedException(String message) {
        super(message);
    }
}
