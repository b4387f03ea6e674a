package hyperpod.rig.sandbox.schedules.disturbance;

import java.time.Duration;
import java.util.Optional;

/** What somebody does. */
public sealed interface Action {

    /** For the story: after a subject such as "somebody". */
    String words();

    /** Stops the newest provisioning that runs, and redrives it later perhaps. */
    record Stop(String error, Optional<Duration> redrivenAfter) implements Action {
        @Override
        public String words() {
            return "stops the provisioning with the error " + error
                    + redrivenAfter
                            .map(after -> ", and redrives it " + Words.of(after) + " later")
                            .orElse("");
        }
    }

    /** Stops the newest rollback that runs. */
    record StopRollback(String error) implements Action {
        @Override
        public String words() {
            return "stops the rollback with the error " + error;
        }
    }

    /** Redrives the newest provisioning, should it not have succeeded. */
    record Redrive() implements Action {
        @Override
        public String words() {
            return "redrives the provisioning";
        }
    }

    /** Redrives the newest rollback, should it not have succeeded. */
    record RedriveRollback() implements Action {
        @Override
        public String words() {
            return "redrives the rollback";
        }
    }

    /** Starts the rollback of the newest provisioning. */
    record RollBack(boolean confirmed) implements Action {
        @Override
        public String words() {
            return "starts the rollback by hand, " + (confirmed ? "and confirms it" : "without confirmation");
        }
    }

    /** Asks the API to delete the cluster. */
    record Delete(boolean confirmed) implements Action {
        @Override
        public String words() {
            return "asks the API to delete the cluster, " + (confirmed ? "and confirms it" : "without confirmation");
        }
    }

    /** Sends the same request again. */
    record Repeat() implements Action {
        @Override
        public String words() {
            return "sends the same request again";
        }
    }

    /** Sends another request for the same name, or for the same EKS cluster. */
    record Rival(boolean sameName) implements Action {
        @Override
        public String words() {
            return "wants another cluster " + (sameName ? "of the same name" : "on the same EKS cluster");
        }
    }

    /** Sends a request for another name and another EKS cluster. */
    record Another() implements Action {
        @Override
        public String words() {
            return "wants another cluster, on another EKS cluster";
        }
    }

    /** Creates a cluster of the same name without this application. */
    record StrangersCluster() implements Action {
        @Override
        public String words() {
            return "creates a cluster of the same name by hand";
        }
    }

    /** Creates a cluster and a file system with the tags of the newest provisioning. */
    record LookAlikes() implements Action {
        @Override
        public String words() {
            return "creates a cluster and a file system of his own with the provisioning's tags";
        }
    }

    /** Removes the tags of what the newest provisioning made. */
    record RemoveTags() implements Action {
        @Override
        public String words() {
            return "removes the tags of what was made";
        }
    }

    /** Deletes the cluster without this application. */
    record DeleteByHand() implements Action {
        @Override
        public String words() {
            return "deletes the cluster by hand";
        }
    }

    /** Deletes the link of the file system to S3 without this application. */
    record DeleteLink() implements Action {
        @Override
        public String words() {
            return "deletes the link of the file system by hand";
        }
    }

    /** Starts a rollback of an execution that never was. */
    record RollBackMistyped() implements Action {
        @Override
        public String words() {
            return "starts a rollback, and mistypes the execution's ARN";
        }
    }

    /** The functions may not call an operation for a while. */
    record Deny(String operation, Duration lasts) implements Action {
        @Override
        public String words() {
            return "takes the right to " + operation + " for " + Words.of(lasts);
        }
    }

    /** The nodes' execution role loses its rights for a while. */
    record WeakenRole(Duration lasts) implements Action {
        @Override
        public String words() {
            return "takes the rights of the execution role for " + Words.of(lasts);
        }
    }

    /** Deploys: new executions run another definition. */
    record Deploy() implements Action {
        @Override
        public String words() {
            return "deploys";
        }
    }
}
