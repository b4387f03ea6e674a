package hyperpod.rig.core;

/**
 * One environment for all restricted instance groups, in place of one for each.
 *
 * @param fileSystem size of the service-managed file system that all groups share
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterSharedEnvironmentConfig.html">
 *     ClusterSharedEnvironmentConfig</a>
 */
public record SharedEnvironment(LustreSize fileSystem) {}
