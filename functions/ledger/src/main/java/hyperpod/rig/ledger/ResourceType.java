package hyperpod.rig.ledger;

/** What an execution creates. */
public enum ResourceType {
    /** A HyperPod cluster. */
    CLUSTER("AWS::SageMaker::Cluster"),
    /** The shared file system. */
    FILE_SYSTEM("AWS::FSx::FileSystem"),
    /** The link of the shared file system to S3. */
    DATA_REPOSITORY_ASSOCIATION("AWS::FSx::DataRepositoryAssociation");

    private final String cloudFormationName;

    ResourceType(String cloudFormationName) {
        this.cloudFormationName = cloudFormationName;
    }

    /** CloudFormation's name of the type, under which events and results list the resource. */
    public String cloudFormationName() {
        return cloudFormationName;
    }
}
