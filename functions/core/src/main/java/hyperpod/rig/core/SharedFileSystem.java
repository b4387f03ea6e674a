package hyperpod.rig.core;

import java.util.Optional;

/**
 * The account's own FSx for Lustre file system beside the groups' service-managed ones, for staging data and collecting
 * results.
 *
 * @param sizeGiB storage capacity: 1200, 2400, or a multiple of 2400 GiB
 * @param throughputMBpsPerTiB 125, 250, 500 or 1000 MB/s per TiB
 * @param s3 what the file system is linked to, if anything
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html">CreateFileSystem</a>
 */
public record SharedFileSystem(int sizeGiB, int throughputMBpsPerTiB, Optional<S3Location> s3) {}
