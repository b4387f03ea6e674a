package hyperpod.rig.core;

/**
 * What mounts an FSx for Lustre file system.
 *
 * @param dnsName such as {@code fs-0123456789abcdef0.fsx.us-east-1.amazonaws.com}
 * @param mountName the name under which the file system is mounted, which FSx chose
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterFsxLustreConfig.html">ClusterFsxLustreConfig</a>
 */
public record MountSource(String dnsName, String mountName) {}
