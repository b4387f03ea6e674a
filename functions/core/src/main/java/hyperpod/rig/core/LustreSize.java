package hyperpod.rig.core;

/**
 * Size of an FSx for Lustre file system.
 *
 * @param sizeGiB storage capacity: 1200, 2400, or a multiple of 2400 GiB
 * @param throughputMBpsPerTiB 125, 250, 500 or 1000 MB/s per TiB
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_FSxLustreConfig.html">FSxLustreConfig</a>
 */
public record LustreSize(int sizeGiB, int throughputMBpsPerTiB) {}
