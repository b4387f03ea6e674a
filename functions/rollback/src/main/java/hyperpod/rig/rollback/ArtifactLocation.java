package hyperpod.rig.rollback;

/**
 * Where SageMaker puts what the jobs of a restricted instance group made; up to 30 minutes after a job it may not all
 * be there.
 *
 * @param clusterName the cluster
 * @param restrictedInstanceGroup the group's name
 * @param s3OutputPath the service-managed location, {@code s3://...}
 */
public record ArtifactLocation(String clusterName, String restrictedInstanceGroup, String s3OutputPath) {}
