package hyperpod.rig.resources;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Remaining;
import java.time.Instant;
import java.util.Optional;

/**
 * A resource that an execution of the application created, as its ownership tags say and its control plane describes
 * it.
 *
 * @param type what it is
 * @param id cluster name or file system id
 * @param arn the resource's ARN
 * @param status as its control plane names it
 * @param creationTime when it was created, as its control plane says
 * @param executionName the tag that says which execution created it; anybody may have put it there
 */
public record OwnedResource(
        Type type, String id, String arn, String status, Instant creationTime, String executionName) {

    /** What an execution creates. */
    public enum Type {
        /** A HyperPod cluster. */
        CLUSTER("AWS::SageMaker::Cluster"),
        /** The shared file system. */
        FILE_SYSTEM("AWS::FSx::FileSystem");

        private final String cloudFormationName;

        Type(String cloudFormationName) {
            this.cloudFormationName = cloudFormationName;
        }

        /** CloudFormation's name of the type, under which events and results list the resource. */
        public String cloudFormationName() {
            return cloudFormationName;
        }
    }

    /** Whether its control plane is deleting it already: SageMaker says {@code Deleting}, FSx {@code DELETING}. */
    public boolean isBeingDeleted() {
        return status.equalsIgnoreCase("DELETING");
    }

    /** Whether it is older than an execution that started at this time, whose own it then cannot be. */
    public boolean isOlderThanExecution(Instant startDate) {
        return creationTime.isBefore(Execution.earliestCreation(startDate));
    }

    /** The resource as events and results list it, with the reason for which it could not be deleted. */
    public Remaining remaining(Optional<String> reason) {
        return new Remaining(type.cloudFormationName(), id, arn, status, reason);
    }
}
